package org.ouroboros3d.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** Decodes the first stream of a video with FFmpeg's own H.264 decoder. */
final class Mp4Frames {
    /** One decoded frame's size and its three 8-bit planes' first samples of the middle row and column. */
    record Frame(int width, int height, int luma, int blue, int red, long timestamp) {}

    private Mp4Frames() {}

    static List<Frame> decode(Path file) {
        List<Frame> frames = new ArrayList<>();
        AVFormatContext container = new AVFormatContext(null);
        AVInputFormat any = null;
        AVDictionary none = null;
        assertThat(avformat.avformat_open_input(container, file.toString(), any, none))
                .isZero();
        assertThat(avformat.avformat_find_stream_info(container, none)).isNotNegative();
        assertThat(container.nb_streams()).isEqualTo(1);
        var parameters = container.streams(0).codecpar();
        assertThat(parameters.codec_id()).isEqualTo(avcodec.AV_CODEC_ID_H264);
        assertThat(parameters.format()).isEqualTo(avutil.AV_PIX_FMT_YUV420P);
        assertThat(parameters.color_space()).isEqualTo(avutil.AVCOL_SPC_BT709);
        var codec = avcodec.avcodec_find_decoder(parameters.codec_id());
        AVCodecContext decoder = avcodec.avcodec_alloc_context3(codec);
        avcodec.avcodec_parameters_to_context(decoder, parameters);
        assertThat(avcodec.avcodec_open2(decoder, codec, none)).isZero();
        AVPacket packet = avcodec.av_packet_alloc();
        AVFrame frame = avutil.av_frame_alloc();
        while (avformat.av_read_frame(container, packet) >= 0) {
            assertThat(avcodec.avcodec_send_packet(decoder, packet)).isZero();
            avcodec.av_packet_unref(packet);
            drain(decoder, frame, frames);
        }
        avcodec.avcodec_send_packet(decoder, null);
        drain(decoder, frame, frames);
        var rate = container.streams(0).avg_frame_rate();
        assertThat(rate.num() / rate.den()).isEqualTo(30);
        avutil.av_frame_free(frame);
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(decoder);
        avformat.avformat_close_input(container);
        return frames;
    }

    private static void drain(AVCodecContext decoder, AVFrame frame, List<Frame> frames) {
        while (avcodec.avcodec_receive_frame(decoder, frame) >= 0) {
            int column = frame.width() / 2;
            int row = frame.height() / 2;
            frames.add(new Frame(
                    frame.width(),
                    frame.height(),
                    frame.data(0).get((long) row * frame.linesize(0) + column) & 0xff,
                    frame.data(1).get((long) row / 2 * frame.linesize(1) + column / 2) & 0xff,
                    frame.data(2).get((long) row / 2 * frame.linesize(2) + column / 2) & 0xff,
                    frame.pts()));
        }
    }
}
