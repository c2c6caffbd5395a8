package org.ouroboros3d.serve;

/** Finds where the head of an answer ends: behind its first empty line. For clients that ask for nothing else (HEAD). */
final class AnswerHead {
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    /** Bytes of {@link #END} that were the last ones; all once the head is over. */
    private int matched;

    /** {@return how many of the next bytes of an answer, from the first one on, belong to its head} */
    int lengthIn(byte[] next) {
        for (int i = 0; i < next.length; i++) {
            if (matched == END.length) {
                return i;
            }
            if (next[i] == END[matched]) {
                matched++;
            } else {
                matched = next[i] == END[0] ? 1 : 0;
            }
        }
        return next.length;
    }
}
