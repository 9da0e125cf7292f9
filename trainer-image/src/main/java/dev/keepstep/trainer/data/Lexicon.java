package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import java.util.List;

/** The words that purchase orders are made of. */
final class Lexicon {
  static final List<String> ADJECTIVES =
      words(
          "Heavy-Duty Compact Stainless Galvanised Adjustable Portable Flexible Double Insulated"
              + " Industrial Hydraulic Pneumatic Digital Precision Self-Locking Reinforced Slim"
              + " Universal Thermal Magnetic Foldable Rotary Threaded Anti-Slip High-Speed");
  static final List<String> MATERIALS =
      words(
          "Steel Brass Nylon Aluminium Copper Oak Rubber Ceramic Titanium Carbon Polymer Glass"
              + " Leather Silicone Zinc Teflon");
  static final List<String> NOUNS =
      words(
          "Bracket Valve Pump Bearing Cable Switch Gasket Coupling Hinge Pallet Drill Sensor"
              + " Conveyor Flange Fitting Motor Ladder Workbench Cabinet Trolley Hose Filter Lamp"
              + " Relay Clamp Adapter Nozzle Gearbox Spindle Washer Regulator Charger Printer"
              + " Scanner Compressor Chain Spring Pulley Manifold Actuator Bolt Screw Panel Tray");
  static final List<String> PEOPLE =
      words(
          "Keller Moreau Lindqvist Okafor Tanaka Rossi Novak Hughes Fernandez Bauer Janssen Kowalski"
              + " Byrne Petrov Silva Haddad Larsen Murphy Weber Dubois");
  static final List<String> FIRST_NAMES =
      words("Anna Jonas Marie Peter Lena Tom Ines Paul Nora Karl Eva Hugo Sofia Emil Clara Max");
  static final List<String> CITIES =
      words(
          "Hamburg Lyon Leeds Torino Gdansk Malmo Porto Antwerp Graz Brno Cork Utrecht Bilbao Basel"
              + " Turku Aarhus");
  static final List<String> STREETS =
      words("Harbour Mill Station Garden Church Market Canal Forge Bridge Orchard Kiln Foundry");
  static final List<String> STREET_KINDS = words("Street Road Lane Way Avenue");
  static final List<String> FIRMS =
      words(
          "Northgate Alder Brightwell Corvus Delphi Emberly Fairmont Granite Halden Ironbridge"
              + " Juniper Kestrel Lakeside Meridian Nordlys Oakfield Pinnacle Quarry Ravenna"
              + " Silverlake Tamarack Upland Vantage Westbrook Yarrow Zenith");
  static final List<String> FIRM_KINDS = words("Ltd GmbH SARL AB Supplies Trading Industries BV");
  static final List<String> MONTHS =
      words(
          "January February March April May June July August September October November December");
  static final List<String> FILLERS =
      words(
          "please confirm receipt of this order within two working days goods remain property until"
              + " paid in full packing slip must accompany each parcel our general terms apply"
              + " subject to inspection on arrival handle with care keep dry mark all cartons");

  private Lexicon() {}

  static String pick(List<String> from, Draws draws) {
    return from.get(draws.nextInt(from.size()));
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
