package org.ouroboros3d.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Runs every test inside a scope of its own, and fails it when a tensor is still open after the scope. */
public final class ScopeExtension implements BeforeEachCallback, AfterEachCallback {
    private TensorScope scope;
    private long liveBefore;

    @Override
    public void beforeEach(ExtensionContext context) {
        liveBefore = Tensor.liveCount();
        scope = TensorScope.open();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        scope.close();
        assertThat(Tensor.liveCount()).as("open tensors after the test").isEqualTo(liveBefore);
    }
}
