/* EXIF orientation applied to pixels. Every one of the eight is "start at a corner of the stored
   picture and step through it": two strides say all, so there is one loop and a table. */
#include "image/orient.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

typedef struct Turn {
    bool swap;           /* rows of the upright picture are columns of the stored one */
    bool flip_x, flip_y; /* run through the stored columns / rows backwards */
} Turn;

static const Turn turns[9] = {
    [1] = {false, false, false}, [2] = {false, true, false}, /* mirrored left to right */
    [3] = {false, true, true},                               /* upside down */
    [4] = {false, false, true},                              /* mirrored top to bottom */
    [5] = {true, false, false},                              /* transposed */
    [6] = {true, false, true},                               /* to be turned clockwise */
    [7] = {true, true, true},  /* transposed along the other diagonal */
    [8] = {true, true, false}, /* to be turned counter-clockwise */
};

bool ps_picture_is_turned(const PsPicture *picture)
{
    return turns[picture->orientation].swap;
}

static void swap_sizes(int *a, int *b)
{
    int old = *a;
    *a = *b;
    *b = old;
}

void ps_picture_orient(PsPicture *picture)
{
    Turn turn = turns[picture->orientation];
    if (!turn.swap && !turn.flip_x && !turn.flip_y) return;
    ptrdiff_t width = picture->width, height = picture->height;
    ptrdiff_t across = turn.flip_x ? -3 : 3, down = (turn.flip_y ? -3 : 3) * width;
    ptrdiff_t corner = (turn.flip_x ? width - 1 : 0) + (turn.flip_y ? height - 1 : 0) * width;
    if (turn.swap) {
        swap_sizes(&picture->width, &picture->height);
        swap_sizes(&picture->full_width, &picture->full_height);
    }
    ptrdiff_t step = turn.swap ? down : across, line = turn.swap ? across : down;
    unsigned char *upright = ps_alloc((size_t)(width * height * 3)), *to = upright;
    for (int y = 0; y < picture->height; y++) {
        const unsigned char *from = picture->pixels + corner * 3 + y * line;
        for (int x = 0; x < picture->width; x++, from += step, to += 3) memcpy(to, from, 3);
    }
    free(picture->pixels);
    picture->pixels = upright;
}
