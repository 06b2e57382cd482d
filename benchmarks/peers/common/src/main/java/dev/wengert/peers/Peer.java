package dev.wengert.peers;

public interface Peer {
  String name();

  String version();

  void threads(int n);

  /**
   * @throws NotOffered with the reason
   */
  Workload make(String workload, String variant) throws Exception;

  final class NotOffered extends RuntimeException {
    public NotOffered(String why) {
      super(why);
    }
  }
}
