package dev.wengert.nn.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets training finish its step when the program is told to end, by Ctrl-C for example: the
 * training thread is interrupted, and the JVM waits for it.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="shutdown"}
 */
public final class Shutdown {

  private Shutdown() {}

  /**
   * Returns what training on this thread returns; a program that is told to end meanwhile waits for
   * it. It ends right then: what is still to be done with the outcome belongs into the function.
   *
   * @param seconds how long it waits at most
   */
  public static <T> T waiting(int seconds, Supplier<T> training) {
    return run(seconds, Thread.currentThread()::interrupt, training);
  }

  /**
   * Does work that must not be cut short, such as writing files: a program that is told to end
   * meanwhile waits for it, without an interrupt.
   *
   * @param seconds how long it waits at most
   */
  public static void finishing(int seconds, Runnable work) {
    run(
        seconds,
        () -> {},
        () -> {
          work.run();
          return true;
        });
  }

  private static <T> T run(int seconds, Runnable told, Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    String name = "shutdown of " + Thread.currentThread().getName();
    Thread hook =
        new Thread(
            () -> {
              told.run();
              await(done, seconds);
            },
            name);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      done.countDown();
      release(hook);
    }
  }

  private static void await(CountDownLatch done, int seconds) {
    try {
      boolean isDone = done.await(seconds, TimeUnit.SECONDS);
      if (!isDone) {
        System.getLogger("dev.wengert")
            .log(
                System.Logger.Level.WARNING,
                "what was running did not end within "
                    + seconds
                    + " s; the program ends without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void release(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook runs already, and has been let go.
    }
  }
}
