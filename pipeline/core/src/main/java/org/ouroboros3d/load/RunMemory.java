package org.ouroboros3d.load;

/** What a run takes of a device's memory beside weights. */
interface RunMemory {
    /**
     * {@return the most bytes that a component's activations take at once}
     *
     * @param frames that are decoded together
     */
    long activations(ModelComponent component, RunSize run, int frames);

    /** {@return bytes of what is kept while the stages come and go} */
    long kept(RunSize run);
}
