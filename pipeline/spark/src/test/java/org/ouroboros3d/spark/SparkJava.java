package org.ouroboros3d.spark;

import static org.assertj.core.api.Assumptions.assumeThat;

/** Skips tests on a Java that Spark and the library do not both take; a build with CI has one that they do. */
final class SparkJava {
    private SparkJava() {}

    static void assume() {
        if (System.getenv("CI") != null) {
            JavaVersion.require();
        }
        assumeThat(Runtime.version().compareToIgnoreOptional(Runtime.Version.parse("25.0.3")))
                .as("Spark needs Java 25.0.3 or later, and this is " + Runtime.version())
                .isNotNegative();
    }
}
