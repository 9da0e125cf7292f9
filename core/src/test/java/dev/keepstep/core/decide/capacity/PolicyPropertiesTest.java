package dev.keepstep.core.decide.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.decide.capacity.ZoneSight.Sight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every choice, in situations that nobody chose. */
class PolicyPropertiesTest {

  @Property(tries = 500)
  void theSameSituationGivesTheSameChoice(
      @ForAll("situations") Situation s, @ForAll("policies") PlacementPolicy p) {
    assertThat(choose(p, s)).isEqualTo(choose(p, s));
  }

  @Property(tries = 500)
  void theOrderOfTheZonesIsNothing(
      @ForAll("situations") Situation s,
      @ForAll("policies") PlacementPolicy p,
      @ForAll long shuffle) {
    List<ZoneSight> zones = new ArrayList<>(s.zones());
    Collections.shuffle(zones, new Random(shuffle));
    int held =
        s.onSpot()
            ? zones.stream().map(ZoneSight::zone).toList().indexOf(s.heldZone().zone())
            : s.held();
    Situation shuffled = with(s, held, s.deadline(), zones);

    assertThat(place(choose(p, shuffled), shuffled)).isEqualTo(place(choose(p, s), s));
  }

  @Property(tries = 500)
  void aZoneThatIsDownIsNeverChosen(
      @ForAll("situations") Situation s, @ForAll("policies") PlacementPolicy p) {
    Choice choice = choose(p, s);

    assertThat(choice.place())
        .satisfiesAnyOf(
            place -> assertThat(place).isNegative(),
            place -> assertThat(s.zones().get(place).sight()).isNotEqualTo(Sight.DOWN));
    assertThat(choice.words(s)).isNotBlank();
  }

  /** What the net allows it allows with more time as well, and never when on-demand is too late. */
  @Property(tries = 500)
  void theNetIsMonotoneInTime(@ForAll("situations") Situation s, @ForAll("hours") double more) {
    Situation later = with(s, s.held(), s.deadline() + more, s.zones());
    for (int place = Situation.IDLE; place < s.zones().size(); place++) {
      if (SafetyNet.allowed(s, place)) {
        assertThat(SafetyNet.allowed(later, place)).isTrue();
      }
    }
    if (s.slack() < 0) {
      assertThat(SafetyNet.allowed(s, Situation.IDLE)).isFalse();
    }
  }

  /** With no spot anywhere, more time never turns waiting into on-demand. */
  @Property(tries = 500)
  void moreTimeNeverTurnsWaitingIntoOnDemand(
      @ForAll("situations") Situation s,
      @ForAll("hours") double more,
      @ForAll("policies") PlacementPolicy p) {
    List<ZoneSight> down = s.zones().stream().map(z -> sight(z, Sight.DOWN)).toList();
    Situation now = with(s, Situation.IDLE, s.deadline(), down);
    Situation later = with(s, Situation.IDLE, s.deadline() + more, down);

    if (choose(p, now).place() == Situation.IDLE) {
      assertThat(choose(p, later).place()).isEqualTo(Situation.IDLE);
    }
  }

  private static Choice choose(PlacementPolicy p, Situation s) {
    return SafetyNet.check(s, p.choose(s), p.savesEarly());
  }

  private static String place(Choice choice, Situation s) {
    return choice.place() >= 0
        ? s.zones().get(choice.place()).zone()
        : String.valueOf(choice.place());
  }

  private static ZoneSight sight(ZoneSight z, Sight sight) {
    return new ZoneSight(
        z.zone(),
        z.region(),
        sight,
        z.spotPrice(),
        z.onDemandPrice(),
        z.age(),
        z.seenUp(),
        z.seenDown(),
        z.losses());
  }

  private static Situation with(Situation s, int held, double deadline, List<ZoneSight> zones) {
    return new Situation(
        s.elapsed(),
        deadline,
        s.work(),
        s.done(),
        s.durable(),
        s.step(),
        held,
        s.heldFor(),
        s.changeoverLeft(),
        s.costs(),
        s.launches(),
        s.region(),
        zones);
  }

  @Provide
  Arbitrary<Double> hours() {
    return Arbitraries.doubles().between(0, 50 * 3600.0);
  }

  @Provide
  Arbitrary<PlacementPolicy> policies() {
    return Arbitraries.of(Policies.all());
  }

  @Provide
  Arbitrary<Situation> situations() {
    return Arbitraries.longs().map(PolicyPropertiesTest::make);
  }

  private static Situation make(long seed) {
    Random random = new Random(seed);
    List<ZoneSight> zones = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int z = 0; z < count; z++) {
      zones.add(
          new ZoneSight(
              "z" + z,
              "r" + z % 2,
              Sight.values()[random.nextInt(3)],
              0.3 + 3 * random.nextDouble(),
              3,
              random.nextInt(100_000),
              random.nextInt(500_000),
              random.nextInt(500_000),
              random.nextInt(40)));
    }
    int held = random.nextInt(count + 2) - 2;
    if (held >= 0) {
      zones.set(held, sight(zones.get(held), Sight.UP));
    }
    double work = 3600 * (1 + random.nextInt(50));
    double done = work * random.nextDouble();
    double elapsed = done * (1 + random.nextDouble());
    boolean saves = random.nextInt(3) == 0;
    Costs costs =
        new Costs(
            random.nextInt(900),
            saves ? 300 + random.nextInt(3600) : 0,
            saves ? 1 + random.nextInt(60) : 0,
            random.nextInt(120),
            0);
    double deadline = elapsed + (work - done) * (0.8 + 1.5 * random.nextDouble());
    return new Situation(
        elapsed,
        deadline,
        work,
        done,
        saves ? done * random.nextDouble() : done,
        60 * (1 + random.nextInt(20)),
        held,
        random.nextInt(20_000),
        random.nextInt(2) * costs.changeover() / 2,
        costs,
        1 + random.nextInt(20),
        "",
        zones);
  }
}
