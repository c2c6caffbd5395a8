package org.ouroboros3d.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.tensor.OneDnnLinear;
import org.ouroboros3d.tensor.OperatorHook;

/** Kinds of operators, in the order in which tables list them. */
public enum OperatorGroup {
    /** Convolutions of one to three dimensions. */
    CONVOLUTION("convolution", "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d"),
    /** Matrix products, batched or not, and fully connected layers. */
    MATRIX_PRODUCT("matrix product", "linear matmul mm bmm addmm baddbmm"),
    /** Fused attention. */
    ATTENTION("attention", "scaled_dot_product_attention"),
    /** Normalisations with statistics of their input. */
    NORMALIZATION("normalisation", "group_norm layer_norm"),
    /** One result for each element. */
    ELEMENTWISE(
            "elementwise",
            "silu silu_ gelu relu relu_ sigmoid tanh logaddexp mul mul_ div neg exp log sqrt sin cos abs square clamp"
                    + " maximum minimum pow lerp lerp_ subtract _foreach_addcmul_ gt ge lt le where isfinite"),
    /** Sums, means, extremes, and what is normalised by them. */
    REDUCTION("reduction", "sum mean max min cumsum softmax nonzero"),
    /** Pictures in another resolution. */
    RESAMPLING("resampling", "upsample_nearest2d upsample_bilinear2d upsample_bicubic2d avg_pool2d max_pool2d"),
    /** The same elements elsewhere, in another order or type; those that only make views cost next to nothing. */
    COPY(
            "copies and reshapes",
            "reshape permute transpose unsqueeze squeeze flatten narrow slice select cat stack chunk expand repeat"
                    + " repeat_interleave clone index_select copy_ _to_copy detach as_strided broadcast_tensors"
                    + " pixel_shuffle pixel_unshuffle pad pin_memory"),
    /** Constants. */
    FILL("fills", "zero_ fill_ zeros_like"),
    /** Renderings of Gaussians. */
    RASTERIZATION("rasterization", ""),
    /** Copies between host and device. */
    TRANSFER("transfers", ""),
    /** Everything that no other group names. */
    OTHER("other operators", "");

    private static final String NAMESPACE = "aten::";
    private static final Map<String, OperatorGroup> BY_NAME = byName();

    private final String label;
    private final String names;

    OperatorGroup(String label, String names) {
        this.label = label;
        this.names = names;
    }

    private static Map<String, OperatorGroup> byName() {
        Map<String, OperatorGroup> groups = new HashMap<>();
        for (OperatorGroup group : values()) {
            Arrays.stream(group.names.split(" "))
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> groups.put(NAMESPACE + name, group));
        }
        groups.put(OneDnnLinear.NAME, MATRIX_PRODUCT);
        groups.put(OperatorHook.RASTERIZE, RASTERIZATION);
        groups.put(OperatorHook.TRANSFER, TRANSFER);
        return groups;
    }

    /** {@return the group of an operator, as a hook is called with its name, with or without an overload} */
    public static OperatorGroup of(String operator) {
        return BY_NAME.getOrDefault(withoutOverload(operator), OTHER);
    }

    /** {@return {@code aten::mul} for {@code aten::mul.Tensor}} */
    static String withoutOverload(String operator) {
        int dot = operator.indexOf('.');
        return dot < 0 ? operator : operator.substring(0, dot);
    }

    /** {@return what tables call it} */
    public String label() {
        return label;
    }
}
