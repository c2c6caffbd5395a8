package org.ouroboros3d.eval;

/** The scores of an object that methods are compared by. */
public enum ScoreColumn {
    /** PSNR of the generated views in decibels. */
    PSNR_VIEWS("PSNR views", 3),
    /** SSIM of the generated views. */
    SSIM_VIEWS("SSIM views", 4),
    /** LPIPS of the generated views. */
    LPIPS_VIEWS("LPIPS views", 4),
    /** PSNR of the 3D model's renderings in decibels. */
    PSNR_RENDERS("PSNR 3D", 3),
    /** SSIM of the 3D model's renderings. */
    SSIM_RENDERS("SSIM 3D", 4),
    /** LPIPS of the 3D model's renderings. */
    LPIPS_RENDERS("LPIPS 3D", 4),
    /** PSNR of the renderings without the first view in decibels. */
    PSNR_UNSEEN("PSNR unseen", 3),
    /** SSIM of the renderings without the first view. */
    SSIM_UNSEEN("SSIM unseen", 4),
    /** LPIPS of the renderings without the first view. */
    LPIPS_UNSEEN("LPIPS unseen", 4),
    /** Agreement of edges in the renderings without the first view. */
    EDGE_F1_UNSEEN("edge F1 unseen", 4),
    /** PSNR of the rendering from the input's camera in decibels. */
    PSNR_FRONT("PSNR front", 3),
    /** SSIM of the rendering from the input's camera. */
    SSIM_FRONT("SSIM front", 4);

    private final String title;
    private final int decimals;

    ScoreColumn(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    /** {@return what tables call it} */
    public String title() {
        return title;
    }

    /** {@return how many decimals of a difference tables show} */
    int decimals() {
        return decimals;
    }

    /** {@return the score of an object; NaN for LPIPS without its weights} */
    public double of(SubjectScores scores) {
        return switch (this) {
            case PSNR_VIEWS -> scores.views().psnr();
            case SSIM_VIEWS -> scores.views().ssim();
            case LPIPS_VIEWS -> scores.views().lpips().orElse(Double.NaN);
            case PSNR_RENDERS -> scores.renders().psnr();
            case SSIM_RENDERS -> scores.renders().ssim();
            case LPIPS_RENDERS -> scores.renders().lpips().orElse(Double.NaN);
            case PSNR_UNSEEN -> scores.unseen().psnr();
            case SSIM_UNSEEN -> scores.unseen().ssim();
            case LPIPS_UNSEEN -> scores.unseen().lpips().orElse(Double.NaN);
            case EDGE_F1_UNSEEN -> scores.unseen().detail().edgeF1();
            case PSNR_FRONT -> scores.front().psnr();
            case SSIM_FRONT -> scores.front().ssim();
        };
    }

    /**
     * {@return how far one method is ahead of another}
     *
     * @param reference of the same objects in the same order
     */
    public PairedDifference difference(MethodScores method, MethodScores reference) {
        return PairedDifference.of(values(method), values(reference));
    }

    private double[] values(MethodScores method) {
        return method.subjects().stream().mapToDouble(this::of).toArray();
    }
}
