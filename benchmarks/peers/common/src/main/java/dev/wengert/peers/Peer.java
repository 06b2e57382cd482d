package dev.wengert.peers;

/** Another framework, on the work of Wengert's benchmarks. */
public interface Peer {

  /** Returns the framework's name. */
  String name();

  /** Returns the version that runs. */
  String version();

  /** Lets work be shared by so many threads; called before any work is made. */
  void setThreads(int threads);

  /**
   * Returns work with its data drawn.
   *
   * @param workload the workload, {@code W1} to {@code W10}
   * @param variant which form of it, as in {@link Data#WORKLOADS}
   * @throws NotOffered if the framework does not do it
   */
  Work make(String workload, String variant);

  /** Work that a framework does not offer; the message says what is missing. */
  final class NotOffered extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Makes one with what is missing. */
    public NotOffered(String message) {
      super(message);
    }
  }
}
