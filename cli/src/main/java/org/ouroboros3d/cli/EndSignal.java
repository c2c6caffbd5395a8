package org.ouroboros3d.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * While it is open, SIGTERM and Ctrl-C let {@link #await} return instead of ending the JVM, so that a service ends by itself,
 * with exit code 0. The second one ends the JVM at once.
 */
final class EndSignal implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("TERM", "INT");

    private final CountDownLatch received = new CountDownLatch(1);
    private final List<Runnable> restore = new ArrayList<>();

    private EndSignal() {}

    static EndSignal open() {
        EndSignal end = new EndSignal();
        SIGNALS.forEach(end::handle);
        return end;
    }

    // By reflection: the compiler warns of every use of this class, which is the only one that knows signals, and no
    // annotation
    // stops it.
    private void handle(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = type.getConstructor(String.class).newInstance(name);
            Object[] former = new Object[1];
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            type.getMethod("handle", type, handlerType).invoke(null, signal, former[0]);
                            received.countDown();
                            return null;
                        }
                        return method.invoke(this, arguments);
                    });
            former[0] = type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
            restore.add(() -> restore(type, handlerType, signal, former[0]));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java platform does not tell of signals", e);
        }
    }

    private static void restore(Class<?> type, Class<?> handlerType, Object signal, Object former) {
        try {
            type.getMethod("handle", type, handlerType).invoke(null, signal, former);
        } catch (IllegalAccessException | NoSuchMethodException | InvocationTargetException e) {
            throw new IllegalStateException("this Java platform does not take a signal back", e);
        }
    }

    /** Waits for the first signal. */
    void await() throws InterruptedException {
        received.await();
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
