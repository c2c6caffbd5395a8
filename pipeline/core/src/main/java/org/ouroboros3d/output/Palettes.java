package org.ouroboros3d.output;

import java.util.Locale;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Gives each BGRA frame the 256 colors that suit it, as GIF needs: FFmpeg's filters palettegen and paletteuse. A palette of
 * all frames would need all of them in memory. Ordered dithering keeps still areas still.
 */
final class Palettes implements AutoCloseable {
    private static final int AGAIN = -11;

    private final AVFilterGraph graph = avfilter.avfilter_graph_alloc();
    private final AVFilterContext source = new AVFilterContext(null);
    private final AVFilterContext sink = new AVFilterContext(null);
    private final AVFrame painted = avutil.av_frame_alloc();
    private final Check check;

    /** Turns a negative status of FFmpeg into an exception. */
    interface Check {
        void require(int status, String fault);
    }

    /** @param check of what FFmpeg answers */
    Palettes(int width, int height, Check check) {
        this.check = check;
        try {
            open(width, height);
        } catch (VideoException e) {
            close();
            throw e;
        }
    }

    private void open(int width, int height) {
        graph.nb_threads(1);
        String input = String.format(
                Locale.ROOT,
                "video_size=%dx%d:pix_fmt=%d:time_base=1/1:pixel_aspect=1/1",
                width,
                height,
                avutil.AV_PIX_FMT_BGRA);
        filter("buffer", "in", input, source);
        filter("buffersink", "out", null, sink);
        AVFilterInOut outputs = end("in", source);
        AVFilterInOut inputs = end("out", sink);
        int parsed = avfilter.avfilter_graph_parse_ptr(
                graph,
                "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=bayer:bayer_scale=4",
                inputs,
                outputs,
                (Pointer) null);
        avfilter.avfilter_inout_free(inputs);
        avfilter.avfilter_inout_free(outputs);
        check.require(parsed, "the choice of colors fails");
        check.require(avfilter.avfilter_graph_config(graph, null), "the choice of colors fails");
    }

    private void filter(String kind, String name, String arguments, AVFilterContext created) {
        int status = avfilter.avfilter_graph_create_filter(
                created, avfilter.avfilter_get_by_name(kind), name, arguments, null, graph);
        check.require(status, "the choice of colors fails");
    }

    private static AVFilterInOut end(String name, AVFilterContext filter) {
        AVFilterInOut end = avfilter.avfilter_inout_alloc();
        end.name(avutil.av_strdup(new BytePointer(name)));
        end.filter_ctx(filter);
        end.pad_idx(0);
        end.next(null);
        return end;
    }

    /** Takes a frame (null: no more), and hands on those that are ready. */
    void pass(AVFrame frame, Consumer<AVFrame> next) {
        check.require(
                avfilter.av_buffersrc_add_frame_flags(source, frame, avfilter.AV_BUFFERSRC_FLAG_KEEP_REF),
                "the choice of colors fails");
        int status = avfilter.av_buffersink_get_frame(sink, painted);
        while (status >= 0) {
            next.accept(painted);
            avutil.av_frame_unref(painted);
            status = avfilter.av_buffersink_get_frame(sink, painted);
        }
        if (status != AGAIN && status != avutil.AVERROR_EOF()) {
            check.require(status, "the choice of colors fails");
        }
    }

    @Override
    public void close() {
        avutil.av_frame_free(painted);
        avfilter.avfilter_graph_free(graph);
    }
}
