package org.ouroboros3d.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.ouroboros3d.image.Image;

/**
 * A file with one video stream. H.264 is encoded by OpenH264: libx264 is under the GPL and not in bytedeco's build. One
 * encoder thread and no time stamps of the writing, so equal frames give equal files.
 */
final class VideoStream implements AutoCloseable {
    /** Renderings on a plain background look lossless at this rate. */
    private static final double BITS_PER_PIXEL = 0.2;

    private static final int AGAIN = -11;

    static {
        // FFmpeg and OpenH264 report on standard error what the return codes already say.
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
    }

    private final String file;
    private final VideoFormat format;
    private final int width;
    private final int height;
    private final AVFormatContext container = new AVFormatContext(null);
    private final AVFrame frame = avutil.av_frame_alloc();
    private final AVPacket packet = avcodec.av_packet_alloc();
    private AVCodecContext encoder;
    private AVStream stream;
    private Palettes palettes;
    private long frames;

    /** @param width and height of the frames; H.264 rounds them up to even ones */
    VideoStream(Path file, VideoFormat format, int width, int height, int framesPerSecond) {
        this.file = file.toString();
        this.format = format;
        this.width = format == VideoFormat.MP4 ? Yuv420.even(width) : width;
        this.height = format == VideoFormat.MP4 ? Yuv420.even(height) : height;
        try {
            open(framesPerSecond);
        } catch (VideoException e) {
            close();
            throw e;
        }
    }

    private void open(int framesPerSecond) {
        check(
                avformat.avformat_alloc_output_context2(container, null, format.muxer(), file),
                "the " + format + " writer fails");
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(format.encoder());
        if (codec == null) {
            throw new VideoException(file, "this FFmpeg has no encoder " + format.encoder(), "use bytedeco's ffmpeg");
        }
        encoder = avcodec.avcodec_alloc_context3(codec);
        encoder.width(width);
        encoder.height(height);
        encoder.pix_fmt(format.pixelFormat());
        encoder.time_base(rational(1, framesPerSecond));
        encoder.framerate(rational(framesPerSecond, 1));
        encoder.thread_count(1);
        encoder.flags(avcodec.AV_CODEC_FLAG_BITEXACT);
        if (format == VideoFormat.MP4) {
            configureH264(framesPerSecond);
        }
        AVDictionary none = new AVDictionary(null);
        check(avcodec.avcodec_open2(encoder, codec, none), "the encoder refuses this size");
        stream = avformat.avformat_new_stream(container, codec);
        stream.time_base(encoder.time_base());
        stream.avg_frame_rate(encoder.framerate());
        check(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder), "the " + format + " writer fails");
        container.flags(container.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
        AVIOContext out = new AVIOContext(null);
        check(avformat.avio_open(out, file, avformat.AVIO_FLAG_WRITE), "it cannot be opened");
        container.pb(out);
        writeHeader();
        if (format == VideoFormat.GIF) {
            palettes = new Palettes(width, height, this::check);
        }
        frame.format(format == VideoFormat.MP4 ? format.pixelFormat() : avutil.AV_PIX_FMT_BGRA);
        frame.width(width);
        frame.height(height);
        check(avutil.av_frame_get_buffer(frame, 0), "no memory for a frame");
    }

    private void configureH264(int framesPerSecond) {
        encoder.color_range(avutil.AVCOL_RANGE_MPEG);
        encoder.colorspace(avutil.AVCOL_SPC_BT709);
        encoder.color_primaries(avutil.AVCOL_PRI_BT709);
        encoder.color_trc(avutil.AVCOL_TRC_BT709);
        encoder.gop_size(2 * framesPerSecond);
        encoder.bit_rate((long) (BITS_PER_PIXEL * width * height * framesPerSecond) + 200_000);
        encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }

    private void writeHeader() {
        AVDictionary options = new AVDictionary(null);
        if (format == VideoFormat.MP4) {
            // The index goes to the front, so that browsers start to play before they have all of it.
            avutil.av_dict_set(options, "movflags", "+faststart", 0);
        } else {
            avutil.av_dict_set(options, "loop", "0", 0);
        }
        int started = avformat.avformat_write_header(container, options);
        avutil.av_dict_free(options);
        check(started, "the " + format + " writer fails");
    }

    private static AVRational rational(int numerator, int denominator) {
        return avutil.av_make_q(numerator, denominator);
    }

    /** Encodes one picture of the size that the stream was opened with. */
    void write(Image image) {
        check(avutil.av_frame_make_writable(frame), "no memory for a frame");
        if (format == VideoFormat.MP4) {
            Yuv420 picture = new Yuv420(image);
            for (int plane = 0; plane < 3; plane++) {
                fill(plane, picture.plane(plane), plane == 0 ? width : width / 2);
            }
        } else {
            fill(0, blueFirst(image), 4 * width);
        }
        frame.pts(frames++);
        if (palettes == null) {
            encode(frame);
        } else {
            palettes.pass(frame, this::encode);
        }
    }

    private void fill(int plane, byte[] samples, int rowBytes) {
        int stride = frame.linesize(plane);
        BytePointer rows = frame.data(plane);
        for (int row = 0; row < samples.length / rowBytes; row++) {
            rows.position((long) row * stride).put(samples, row * rowBytes, rowBytes);
        }
    }

    private static byte[] blueFirst(Image image) {
        ByteBuffer from = image.samples();
        byte[] to = new byte[4 * image.width() * image.height()];
        for (int i = 0, o = 0; o < to.length; i += image.channels(), o += 4) {
            to[o] = from.get(i + 2);
            to[o + 1] = from.get(i + 1);
            to[o + 2] = from.get(i);
            to[o + 3] = image.hasAlpha() ? from.get(i + 3) : (byte) 255;
        }
        return to;
    }

    /** Hands a frame (null: no more) to the encoder and writes what it gives back. */
    private void encode(AVFrame next) {
        check(avcodec.avcodec_send_frame(encoder, next), "the encoder fails at frame " + frames);
        int status = avcodec.avcodec_receive_packet(encoder, packet);
        while (status >= 0) {
            packet.stream_index(stream.index());
            packet.duration(1);
            avcodec.av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            check(avformat.av_interleaved_write_frame(container, packet), "it cannot be written");
            status = avcodec.avcodec_receive_packet(encoder, packet);
        }
        if (status != AGAIN && status != avutil.AVERROR_EOF()) {
            check(status, "the encoder fails at frame " + frames);
        }
    }

    /** Writes what the encoder still holds, and the index. */
    void finish() {
        if (palettes != null) {
            palettes.pass(null, this::encode);
        }
        encode(null);
        check(avformat.av_write_trailer(container), "it cannot be finished");
    }

    private void check(int status, String fault) {
        if (status < 0) {
            byte[] text = new byte[128];
            avutil.av_strerror(status, text, text.length);
            String reason = new String(text, StandardCharsets.UTF_8).replaceAll("\0.*", "");
            throw new VideoException(file, fault + " (" + reason + ")", "check the folder and its free space");
        }
    }

    @Override
    public void close() {
        if (palettes != null) {
            palettes.close();
        }
        if (encoder != null && !encoder.isNull()) {
            avcodec.avcodec_free_context(encoder);
        }
        if (!container.isNull()) {
            if (container.pb() != null) {
                avformat.avio_closep(container.pb());
                container.pb(null);
            }
            avformat.avformat_free_context(container);
            container.setNull();
        }
        avutil.av_frame_free(frame);
        avcodec.av_packet_free(packet);
    }
}
