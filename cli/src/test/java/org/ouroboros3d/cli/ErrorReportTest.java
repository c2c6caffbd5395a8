package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.load.InsufficientMemoryException;

class ErrorReportTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new CliException(ExitCode.INPUT, "OUT exists"), ExitCode.INPUT),
                Arguments.of(new InputException("a.png", "it is cut short", "export it again"), ExitCode.INPUT),
                Arguments.of(new WeightsException("m.safetensors", null, "cut short"), ExitCode.INPUT),
                Arguments.of(new NativeLibraryException("LibTorch is too old", List.of()), ExitCode.ENVIRONMENT),
                Arguments.of(new InsufficientMemoryException("too little", 2, 1), ExitCode.ENVIRONMENT),
                Arguments.of(new UncheckedIOException(new IOException("No space left")), ExitCode.ENVIRONMENT),
                Arguments.of(new CancellationException(), ExitCode.INTERRUPTED),
                Arguments.of(new NativeException("aten::conv2d", 1, "shapes"), ExitCode.INTERNAL),
                Arguments.of(new IllegalStateException("closed"), ExitCode.INTERNAL));
    }

    @Test
    void aFullDiskNamesTheFile() {
        Exception full =
                new UncheckedIOException("cannot write a.png: No space left", new IOException("No space left"));
        assertThat(ErrorReport.sentence(full, ExitCode.ENVIRONMENT)).isEqualTo("cannot write a.png: No space left");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsExitCode(Exception failure, int exitCode) {
        assertThat(ErrorReport.exitCode(failure)).isEqualTo(exitCode);
    }
}
