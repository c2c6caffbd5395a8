package org.ouroboros3d.spark;

import org.apache.spark.SparkConf;

/** What executors need to run native code well, where a configuration does not say otherwise. */
public final class SparkDefaults {
    private static final String OPTIONS = "spark.executor.extraJavaOptions";
    private static final String NATIVE_ACCESS = "--enable-native-access";

    private SparkDefaults() {}

    /** {@return the configuration, changed} To be called before there is a context. */
    public static SparkConf apply(SparkConf conf) {
        // glibc gives every thread an arena of its own, which keep what tensors of other threads have freed.
        conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "1");
        String options = conf.get(OPTIONS, "");
        if (!options.contains(NATIVE_ACCESS)) {
            conf.set(OPTIONS, (options + " " + NATIVE_ACCESS + "=ALL-UNNAMED").strip());
        }
        return conf;
    }
}
