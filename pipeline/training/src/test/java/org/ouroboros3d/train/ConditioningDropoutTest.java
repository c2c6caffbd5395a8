package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditioningDropoutTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "0.09, 0, 1",
        "0.1, 0, 0",
        "0.19, 0, 0",
        "0.2, 1, 0",
        "0.29, 1, 0",
        "0.31, 1, 1",
        "0.99, 1, 1"
    })
    void hidesTheEmbeddingThenBothThenTheLatents(double uniform, float embedding, float latent) {
        ConditioningDropout dropout = new ConditioningDropout(0.1);
        assertThat(dropout.embeddingFactor(uniform)).isEqualTo(embedding);
        assertThat(dropout.latentFactor(uniform)).isEqualTo(latent);
    }

    @Test
    void aRateOfZeroHidesNothing() {
        ConditioningDropout none = new ConditioningDropout(0);
        assertThat(none.embeddingFactor(0)).isEqualTo(1);
        assertThat(none.latentFactor(0)).isEqualTo(1);
    }

    @Test
    void threeCasesFitIntoOne() {
        assertThatThrownBy(() -> new ConditioningDropout(0.34)).hasMessageContaining("0.34");
        assertThatThrownBy(() -> new ConditioningDropout(-0.1)).hasMessageContaining("-0.1");
    }
}
