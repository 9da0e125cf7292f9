package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Purchase orders without end, each a function of (data seed, split, index): any one of them can be
 * made without the others, on any machine, in any order.
 *
 * <p>The data seed is not the run's: runs with different seeds learn from and are measured on the
 * same documents.
 */
public final class DocumentGenerator {
  static final Source SOURCE = new Source("documents");

  /** Share of the calibration and test documents whose vendor training never saw. */
  public static final double UNSEEN = 0.2;

  private final Stream documents;
  private final List<Vendor> vendors;
  private final int seenVendors;
  private final double noise;

  /**
   * @param dataSeed which collection of documents
   * @param seenVendors how many vendors the training documents come from; as many others exist
   * @param noise OCR errors per character of a good page, from 0 to below 0.3
   */
  public DocumentGenerator(long dataSeed, int seenVendors, double noise) {
    this.documents = Stream.of(dataSeed, SOURCE);
    Stream stream = Stream.of(dataSeed, Vendor.SOURCE);
    List<Vendor> all = new ArrayList<>();
    for (int i = 0; i < 2 * seenVendors; i++) {
      all.add(Vendor.of(stream, i));
    }
    this.vendors = List.copyOf(all);
    this.seenVendors = seenVendors;
    this.noise = noise;
  }

  /** The document at an index of a split. */
  public Document document(Split split, int index) {
    Draws draws = documents.at(split.ordinal(), index);
    boolean unseen = split != Split.TRAIN && draws.nextBernoulli(UNSEEN);
    int vendor = draws.nextInt(seenVendors) + (unseen ? seenVendors : 0);
    Order order = Order.draw(vendors.get(vendor), draws);
    return new Document(vendor, OcrNoise.scan(LayoutEngine.lay(order, draws), noise, draws));
  }

  /** The first documents of a split. */
  public List<Document> documents(Split split, int count) {
    List<Document> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(document(split, i));
    }
    return List.copyOf(all);
  }
}
