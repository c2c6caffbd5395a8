package org.ouroboros3d.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JavaVersionTest {
    private static void require(String version) {
        JavaVersion.require(Runtime.Version.parse(version), "/opt/java");
    }

    @Test
    void earlierOnesAreNamedWithTheRemedy() {
        for (String early : new String[] {"22", "24.0.2+12", "25", "25.0.2+10-LTS"}) {
            assertThatThrownBy(() -> require(early))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("needs Java 25.0.3 or later, and this is Java " + early + " in /opt/java;")
                    .hasMessageContaining("JAVA_HOME");
        }
        for (String late : new String[] {"25.0.3", "25.0.3+9-LTS", "25.0.10", "26"}) {
            assertThatCode(() -> require(late)).doesNotThrowAnyException();
        }
    }
}
