package org.ouroboros3d.spark;

/** The Java that driver and executors need: the library takes 22 and later, and of these Spark takes 25 from 25.0.3 on. */
final class JavaVersion {
    private static final Runtime.Version LEAST = Runtime.Version.parse("25.0.3");

    private JavaVersion() {}

    /** @throws IllegalStateException if this JVM is older */
    static void require() {
        require(Runtime.version(), System.getProperty("java.home"));
    }

    static void require(Runtime.Version found, String home) {
        if (found.compareToIgnoreOptional(LEAST) < 0) {
            throw new IllegalStateException("Ouroboros3D on Spark needs Java " + LEAST + " or later, and this is Java "
                    + found + " in " + home + "; set JAVA_HOME of the driver, and spark.executorEnv.JAVA_HOME of the"
                    + " executors, to a later one");
        }
    }
}
