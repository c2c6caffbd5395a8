package org.ouroboros3d.tests;

import java.time.Duration;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.Device;

/** A program that embeds the model, catches no signal, and generates until it is ended. */
final class EndlessGenerations implements GenerationMetrics {
    static final String RUNNING = "running";

    private EndlessGenerations() {}

    public static void main(String[] args) {
        byte[] grey = new byte[3 * 64 * 64];
        Image object = Image.of(64, 64, 3, grey);
        try (Ouroboros3D model =
                Ouroboros3D.open(Device.CPU, ModelOptions.defaults().withMetrics(new EndlessGenerations()))) {
            model.generate(object, GenerationOptions.defaults().withSteps(1000), (done, total) -> {
                if (done == 1) {
                    System.err.println(RUNNING);
                }
            });
        }
    }

    /** Told on the model's thread, for which the end of the JVM waits. */
    @Override
    public void finished(Outcome outcome, Duration time) {
        System.err.println(outcome);
    }
}
