package org.ouroboros3d.spark;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.ouroboros3d.tensor.Device;

/**
 * Where a task ran.
 *
 * @param host name or address of the machine
 * @param executor its number in the job
 * @param device such as {@code cuda:1}
 * @param attempt of the task, from 0
 */
public record TaskPlace(String host, String executor, String device, int attempt) implements Serializable {
    static TaskPlace of(TaskContext task, Device device) {
        SparkEnv environment = SparkEnv.get();
        return new TaskPlace(
                environment.blockManager().blockManagerId().host(),
                environment.executorId(),
                device.toString(),
                task.attemptNumber());
    }
}
