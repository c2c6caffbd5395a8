package org.ouroboros3d.data.shapes;

/** Vases, cups and bottles. */
final class VesselShapes {
    private VesselShapes() {}

    /** Stacks frusta through the given radii, each {@code height} tall; the top one is hollow. */
    private static double turned(Assembly to, Material[] materials, double[] radii, double height) {
        for (int i = 0; i + 1 < radii.length; i++) {
            Material material = materials[i % materials.length];
            if (i + 2 == radii.length) {
                boolean narrow = radii[i] >= radii[i + 1];
                double[] low = {0, i * height, 0};
                double[] high = {0, (i + 1) * height, 0};
                double wide = Math.max(radii[i], radii[i + 1]);
                Solid wall = new Frustum(Math.min(radii[i], radii[i + 1]) / wide, true);
                to.between(wall, material, narrow ? low : high, narrow ? high : low, wide);
                to.post(material, 0, i * height, 0, 0.05 * height, radii[i], radii[i]);
            } else {
                to.post(material, 0, i * height, 0, height, radii[i], radii[i + 1]);
            }
        }
        return (radii.length - 1) * height;
    }

    static void vase(Assembly to, ShapeRandom random) {
        int rings = random.integer(6, 10);
        double wide = random.in(0.25, 0.45);
        double[] radii = new double[rings + 1];
        double phase = random.in(-0.6, 0.8);
        double waves = random.in(0.6, 1.5);
        double depth = random.in(0.15, 0.45);
        for (int i = 0; i <= rings; i++) {
            double along = (double) i / rings;
            radii[i] = wide * (1 - depth + depth * StrictMath.sin(phase + 2 * StrictMath.PI * waves * along));
        }
        Material first = Palette.material(random, 0.15);
        Material second = random.chance(0.5) ? first : Material.shiny(Palette.any(random));
        double height = random.in(0.8, 1.3);
        double top =
                turned(to, new Material[] {first, random.chance(0.5) ? first : second, second}, radii, height / rings);
        to.add(new Torus(0.09), second, 0, top, 0, radii[rings], radii[rings], radii[rings]);
        int handles = random.integer(0, 2);
        for (int i = 0; i < handles; i++) {
            handle(to, second, i == 0 ? 1 : -1, 0.95 * wide, 0.62 * height, random.in(0.14, 0.2));
        }
        // One side is told from the other.
        to.add(
                Sphere.UNIT,
                Material.shiny(Palette.vivid(random)),
                0,
                0.45 * height,
                0.75 * wide,
                0.5 * wide,
                0.16 * height,
                0.34 * wide);
        if (random.chance(0.6)) {
            int stems = random.integer(2, 5);
            for (int i = 0; i < stems; i++) {
                double[] tip = {random.in(-0.35, 0.35), top + random.in(0.25, 0.6), random.in(-0.35, 0.35)};
                to.limb(Material.plain(Palette.leaf(random)), new double[] {0, 0.8 * top, 0}, tip, 0.025, 0.02);
                Material petal = Material.plain(Palette.vivid(random));
                to.ball(petal, tip[0], tip[1], tip[2], 0.14, 0.09, 0.14);
                to.ball(Material.plain(new Rgb(0.95, 0.8, 0.2)), tip[0], tip[1] + 0.06, tip[2], 0.06);
            }
        }
    }

    private static void handle(Assembly to, Material material, int side, double x, double y, double radius) {
        to.add(new Torus(0.2), material, new double[] {side * x, y, 0}, Rotations.ofDegrees(90, 0, 0), new double[] {
            radius, radius, radius
        });
    }

    static void cup(Assembly to, ShapeRandom random) {
        double low = random.in(0.26, 0.42);
        double high = random.in(0.36, 0.48);
        double height = random.in(0.55, 0.95);
        Material glaze = Palette.material(random, 0.14);
        Material inside = Material.shiny(glaze.first().towards(Rgb.WHITE, 0.7));
        to.between(new Frustum(low / high, true), glaze, new double[] {0, height, 0}, new double[] {0, 0, 0}, high);
        to.between(
                new Frustum(low / high, true),
                inside,
                new double[] {0, height, 0},
                new double[] {0, 0.02, 0},
                0.96 * high);
        to.post(glaze, 0, -0.01, 0, 0.03, low, low);
        to.add(new Torus(0.045), inside, 0, height, 0, 0.985 * high, 0.985 * high, 0.985 * high);
        double fill = random.in(0.65, 0.85);
        double level = low + (high - low) * fill;
        to.post(Material.shiny(Palette.earth(random)), 0, fill * height, 0, 0.01, 0.95 * level, 0.95 * level);
        handle(to, random.chance(0.5) ? inside : glaze, 1, (low + high) / 2 + 0.06, 0.5 * height, 0.27 * height);
        Material badge = Material.shiny(Palette.vivid(random));
        to.ball(badge, 0, 0.5 * height, 0.9 * (low + high) / 2, 0.16, 0.16, 0.12);
        if (random.chance(0.4)) {
            to.post(Material.shiny(glaze.second()), 0, -0.06, 0, 0.05, 1.3 * low, 1.75 * low);
        }
        if (random.chance(0.35)) {
            to.rod(
                    Material.shiny(Rgb.STEEL),
                    new double[] {-0.1, 0.4 * height, 0.05},
                    new double[] {-0.36, height + 0.4, 0.2},
                    0.025);
        }
    }

    static void bottle(Assembly to, ShapeRandom random) {
        double radius = random.in(0.2, 0.34);
        double height = random.in(0.6, 1.0);
        double neck = random.in(0.07, 0.12);
        double shoulder = random.in(0.12, 0.3);
        double throat = random.in(0.15, 0.35);
        Material glass = new Material(Palette.vivid(random), Rgb.WHITE, Pattern.PLAIN, 1, 0.9);
        to.post(glass, 0, 0, 0, height, radius, radius);
        if (random.chance(0.5)) {
            to.post(glass, 0, height, 0, shoulder, radius, neck);
        } else {
            to.ball(glass, 0, height, 0, radius, shoulder, radius);
        }
        to.post(glass, 0, height + 0.8 * shoulder, 0, throat, neck, neck);
        double top = height + 0.8 * shoulder + throat;
        to.post(Material.shiny(Palette.any(random)), 0, top - 0.02, 0, 0.12, 1.25 * neck, 1.2 * neck);
        Material label = Material.plain(Rgb.WHITE)
                .patterned(
                        random.one(Pattern.STRIPES_X, Pattern.CHECKER, Pattern.DOTS, Pattern.UPPER),
                        Palette.vivid(random),
                        random.in(0.08, 0.16));
        to.add(
                Frustum.CYLINDER,
                label,
                new double[] {0, random.in(0.4, 0.55) * height, 0.02},
                Rotations.ofDegrees(0, 0, 0),
                new double[] {0.995 * radius, 0.24 * height, 0.995 * radius});
        if (random.chance(0.3)) {
            handle(to, glass, 1, radius, 0.65 * height, 0.18);
        }
        if (random.chance(0.3)) {
            to.limb(
                    glass,
                    new double[] {0, 0.7 * height, 0.8 * radius},
                    new double[] {0, height + 0.1, radius + 0.3},
                    0.08,
                    0.05);
        }
    }
}
