// SPDX-License-Identifier: MIT
// Numbers as bars of Unicode's blocks, in eighths of a cell.
#ifndef DATA_BAR_H
#define DATA_BAR_H

#include "base/str.h"

enum { BAR_CELLS = 40 };

// The number at the far end of bars, the largest of which stands for `largest` (above zero,
// finite): 1, 2 or 5 times a power of ten.
double bar_scale(double largest);

// Append the bar of a number, whose size is at most `scale`: from 0 cells up to BAR_CELLS. What is
// not zero is seen; below zero it is shaded.
void bar_put(struct buf *out, double x, double scale);

// Append the scale, as wide as the longest bar: 0 at its near end, the number at the far one, and
// between them the name of what is drawn, of so many cells, where there is room for it.
void bar_put_scale(struct buf *out, double scale, struct str name, size_t cells);

#endif
