package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a command has to say on standard output, both ways.
 *
 * @param exitCode one of {@link ExitCode}
 * @param text for people, without the last line's end
 * @param json for programs
 */
record Outcome(int exitCode, String text, ObjectNode json) {}
