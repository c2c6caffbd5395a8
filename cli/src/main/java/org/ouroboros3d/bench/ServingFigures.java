package org.ouroboros3d.bench;

import java.util.OptionalLong;

/**
 * How a model served concurrent clients.
 *
 * @param latency from a client's call to its result
 * @param queued the part of it until the model began with the request
 * @param seconds from the first call to the last result
 * @param allocatedBytes on the Java heap for each request, by all threads
 * @param liveTensorsBefore open tensors before the first request, which are the weights
 * @param liveTensorsAfter open tensors after the last request
 * @param classesLoaded by the JVM between the answer to the first request and the last
 * @param residentFirst bytes of the process in memory after the first request; empty where the system does not tell
 * @param residentLast bytes of the process in memory after the last request
 */
public record ServingFigures(
        Quantiles latency,
        Quantiles queued,
        double seconds,
        long allocatedBytes,
        long liveTensorsBefore,
        long liveTensorsAfter,
        long classesLoaded,
        OptionalLong residentFirst,
        OptionalLong residentLast) {}
