package dev.keepstep.cli;

import java.util.ArrayList;
import java.util.List;

/** Aligns cells to columns. */
public final class Table {
  private Table() {}

  /** Lines of the rows, columns padded to their widest cell and two spaces apart. */
  public static List<String> align(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).codePointCount(0, row.get(i).length());
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        line.append(cell);
        if (i < row.size() - 1) {
          line.repeat(' ', widths.get(i) - cell.codePointCount(0, cell.length()) + 2);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
