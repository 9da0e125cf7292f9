package dev.keepstep.cli.report;

import java.util.List;

/** A page built from top to bottom; all text is escaped, pictures are SVG as the charts give it. */
public final class HtmlPage {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9d9e0;--paper:#fcfcfd;
      --card:#fff;--a:#1f6feb;--b:#e0730d;--c:#8e4ec6;--d:#8b8d98;--good:#18794e;--bad:#c62a2f;--zone:#3e63dd;--in:#fff}
      @media(prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#a3a7ae;--line:#363a3f;--paper:#111113;
      --card:#18191b;--a:#6cb0ff;--b:#ffa057;--c:#c99bf0;--d:#9a9ca3;--good:#3dd68c;--bad:#ff9592;--zone:#849dff;--in:#101114}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
      main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 4rem}
      h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2.2rem 0 .6rem}
      p{margin:.4rem 0}.soft{color:var(--soft);font-size:.9rem}
      .verdict{font-size:1.15rem;border-left:4px solid var(--good);padding:.5rem .9rem;background:var(--card);margin:1rem 0}
      .verdict.bad{border-color:var(--bad)}
      figure{margin:0 0 .8rem;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem}
      figcaption{font-size:.9rem;color:var(--soft);margin-bottom:.4rem}
      svg{display:block;width:100%;height:auto}svg text{font:14px system-ui,sans-serif;fill:var(--soft)}
      svg text.row{fill:var(--ink)}svg text.in{fill:var(--in);font-weight:600}svg text.bad{fill:var(--bad)}
      .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
      th,td{text-align:left;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
      th{color:var(--soft);font-weight:500}td{font-variant-numeric:tabular-nums}.short{white-space:nowrap}
      code{font:.85rem ui-monospace,monospace;overflow-wrap:anywhere}
      .keys{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.9rem;color:var(--soft);margin:0 0 .5rem}
      .key{display:inline-block;width:1.1em;height:.7em;margin-right:.45em;border-radius:2px}
      .good{color:var(--good)}.worse{color:var(--bad)}
      @media(max-width:600px){svg text{font-size:19px}th,td{padding-right:.7rem}body{font-size:15px}}
      @media print{body{background:#fff}figure,table{break-inside:avoid}}
      """;

  private static final int SHORT = 12;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  public HtmlPage(String title) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n");
  }

  /** The one sentence that matters. */
  public HtmlPage verdict(String sentence, boolean good) {
    body.append("<p class=\"verdict%s\">%s</p>\n".formatted(good ? "" : " bad", escape(sentence)));
    return this;
  }

  public HtmlPage heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  public HtmlPage note(String text) {
    body.append("<p class=\"soft\">").append(escape(text)).append("</p>\n");
    return this;
  }

  /**
   * What a colour in a picture means.
   *
   * @param color a CSS variable of the page
   */
  public record Key(String color, String name) {}

  /** A picture. */
  public HtmlPage figure(String caption, String svg) {
    return figure(caption, List.of(), svg);
  }

  /** A picture, and what its colours mean. */
  public HtmlPage figure(String caption, List<Key> keys, String svg) {
    body.append("<figure><figcaption>").append(escape(caption)).append("</figcaption>\n");
    if (!keys.isEmpty()) {
      body.append("<div class=\"keys\">");
      for (Key key : keys) {
        body.append(
            "<span><span class=\"key\" style=\"background:var(--%s)\"></span>%s</span>"
                .formatted(key.color(), escape(key.name())));
      }
      body.append("</div>\n");
    }
    body.append(svg).append("</figure>\n");
    return this;
  }

  /** A table, the header first. */
  public HtmlPage table(List<List<String>> rows) {
    body.append("<div class=\"scroll\"><table>\n");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      body.append("<tr>");
      for (String text : rows.get(i)) {
        // a number and its unit stay together
        String open = text.length() <= SHORT ? cell + " class=\"short\"" : cell;
        body.append("<%s>%s</%s>".formatted(open, escape(text), cell));
      }
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
    return this;
  }

  /** Text that is to be copied. */
  public HtmlPage code(String text) {
    body.append("<p><code>").append(escape(text)).append("</code></p>\n");
    return this;
  }

  /** The whole file. */
  public String html() {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body><main>
        %s</main></body>
        </html>
        """
        .formatted(escape(title), STYLE, body);
  }

  /** Text as HTML and SVG take it. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
