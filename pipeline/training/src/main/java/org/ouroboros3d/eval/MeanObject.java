package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.tensor.TensorScope;

/** The mean picture of many objects in each view, on white: what a model that ignored its input would do best to show. */
public final class MeanObject {
    private final List<double[]> sums = new ArrayList<>();
    private int size;
    private int count;

    /** Creates the mean of nothing. */
    public MeanObject() {}

    /**
     * Takes an object in.
     *
     * @param views square pictures, as many and as large as those before
     */
    public void add(List<Image> views) {
        if (count == 0) {
            size = views.getFirst().width();
            views.forEach(view -> sums.add(new double[3 * size * size]));
        }
        if (views.size() != sums.size()) {
            throw new IllegalArgumentException("the objects before had " + sums.size() + " views, not " + views.size());
        }
        for (int v = 0; v < views.size(); v++) {
            float[] planes = onWhite(views.get(v));
            double[] sum = sums.get(v);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += planes[i];
            }
        }
        count++;
    }

    private float[] onWhite(Image view) {
        try (TensorScope scope = TensorScope.open()) {
            float[] signed = ImageTensors.condition(view, size).toFloatArray();
            for (int i = 0; i < signed.length; i++) {
                signed[i] = (signed[i] + 1) / 2;
            }
            return signed;
        }
    }

    /**
     * {@return the mean of each view}
     *
     * @throws IllegalStateException if nothing was added
     */
    public List<Image> pictures() {
        if (count == 0) {
            throw new IllegalStateException("the mean of no object; add some first");
        }
        List<Image> pictures = new ArrayList<>();
        for (double[] sum : sums) {
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum[i] / count);
            }
            pictures.add(Image.ofPlanar(size, size, 3, mean));
        }
        return pictures;
    }
}
