/* Averaging over few units, in 16 bits all the way. Internal to lib/image; see shrink.h. */
#ifndef PS_IMAGE_SHRINK_FEW_H
#define PS_IMAGE_SHRINK_FEW_H

#include <stddef.h>
#include <stdint.h>

/* An area of up to so many units: its total is at most 255 of them, and half a unit. */
enum { PS_FEW_AREA = 127 };

typedef uint16_t PsEight __attribute__((vector_size(16)));

/* How a row of sums of columns becomes a row of pixels. */
typedef struct PsFew {
    int step;              /* source columns from pair to pair, if all pairs are alike; else 0 */
    int width, parts;      /* target columns; source columns that each of them covers */
    int *first;            /* of each target column its first source column */
    PsEight *weights;      /* of two target columns the weights of their parts, four times each */
    uint16_t *totals;      /* of a row; two columns more than it has */
    uint16_t half, factor; /* total / area is (total + half) * factor >> shift */
    int shift;
} PsFew;

/* Starts; `from` and `to` are the ratio of the widths, `area` is at most PS_FEW_AREA. */
void ps_few_start(PsFew *few, int width, int from, int to, int area);

/* Weighted sums of the columns: of the first `number` rows, one or two; and with one row more. */
void ps_few_set(uint16_t *sums, const unsigned char *const *rows, const uint16_t *weights,
                int number, size_t count);
void ps_few_add(uint16_t *sums, const unsigned char *row, size_t count, uint16_t weight);

/* Reads 3 * parts + 1 sums more than there are. */
void ps_few_finish(const PsFew *few, const uint16_t *sums, unsigned char *to);
void ps_few_end(PsFew *few);

#endif
