package org.ouroboros3d.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.ouroboros3d.tensor.Device;

/** The device of a task: the GPU that Spark has given it, or the host where it has given none. */
final class TaskDevice {
    private static final String GPU = "gpu";

    private TaskDevice() {}

    static Device of(TaskContext task) {
        ResourceInformation gpus = task.resourcesJMap().get(GPU);
        return gpus == null ? Device.CPU : device(gpus.addresses());
    }

    static Device device(String... addresses) {
        if (addresses.length != 1 || !addresses[0].strip().matches("\\d{1,3}")) {
            throw new IllegalArgumentException("a task computes on one GPU, named by its index, and was given ["
                    + String.join(", ", addresses)
                    + "]; set spark.task.resource.gpu.amount to 1, and a discovery script that prints indices");
        }
        return Device.cuda(Integer.parseInt(addresses[0].strip()));
    }
}
