package org.ouroboros3d.cli;

/** The progress of one of several runs: says which in front of everything. */
record NumberedProgress(Progress all, int number, int total) implements Progress {
    private String numbered(String name) {
        return "[" + number + "/" + total + "] " + name;
    }

    @Override
    public void stage(String name) {
        all.stage(numbered(name));
    }

    @Override
    public void step(String name, int done, int total, String detail) {
        all.step(numbered(name), done, total, detail);
    }

    @Override
    public void notice(String text) {
        all.notice(numbered(text));
    }

    @Override
    public void close() {
        // The whole command ends with the progress of all runs.
    }
}
