package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsTextToTheLeftAndNumbersToTheRight() {
        Table table = new Table("NAME", ">SIZE", "NOTE");
        table.row("a", "1", "");
        table.row("longer", "12345", "x");
        assertThat(table.toString().lines())
                .containsExactly("NAME     SIZE  NOTE", "a           1", "longer  12345  x");
    }

    @Test
    void refusesARowOfAnotherLength() {
        Table table = new Table("NAME", ">SIZE");
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("a"));
    }
}
