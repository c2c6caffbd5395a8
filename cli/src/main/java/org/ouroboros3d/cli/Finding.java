package org.ouroboros3d.cli;

/**
 * One line of the doctor's report.
 *
 * @param subject what was looked at
 * @param state whether it works
 * @param found what was found
 * @param remedy what to do, one sentence; empty when there is nothing to do
 */
record Finding(String subject, State state, String found, String remedy) {
    /** How serious a finding is. */
    enum State {
        OK("ok"),
        /** Works, but not as well as it could. */
        NOTE("note"),
        FAULT("FAULT");

        private final String label;

        State(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Finding ok(String subject, String found) {
        return new Finding(subject, State.OK, found, "");
    }

    static Finding note(String subject, String found, String remedy) {
        return new Finding(subject, State.NOTE, found, remedy);
    }

    static Finding fault(String subject, String found, String remedy) {
        return new Finding(subject, State.FAULT, found, remedy);
    }
}
