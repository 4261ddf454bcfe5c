/* A quadtree over points sorted by Morton code, laid out in the order of a walk. */
#include "explore/points.h"

enum { AXIS_BITS = 16, LEAF = 4, DIGIT = 256 };

PsTree ps_tree_new(int count, PsArena *arena)
{
    size_t n = (size_t)count;
    return (PsTree){.count = count,
                    .order = PS_ARRAY(arena, int, n),
                    .spot = PS_ARRAY(arena, PsSpot, n),
                    .nodes = PS_ARRAY(arena, PsNode, 2 * n + 1),
                    .codes = PS_ARRAY(arena, uint32_t, n),
                    .scratch = PS_ARRAY(arena, uint32_t, 2 * n)};
}

/* A zero between every two bits. */
static uint32_t spread_bits(uint32_t x)
{
    x = (x | x << 8) & 0x00FF00FF;
    x = (x | x << 4) & 0x0F0F0F0F;
    x = (x | x << 2) & 0x33333333;
    return (x | x << 1) & 0x55555555;
}

/* The square around all points. */
typedef struct Square {
    float left, top, side;
} Square;

static Square enclose(const PsSpot *spots, int count)
{
    float left = spots[0].x, right = left, top = spots[0].y, bottom = top;
    for (int i = 1; i < count; i++) {
        left = spots[i].x < left ? spots[i].x : left;
        right = spots[i].x > right ? spots[i].x : right;
        top = spots[i].y < top ? spots[i].y : top;
        bottom = spots[i].y > bottom ? spots[i].y : bottom;
    }
    float side = right - left > bottom - top ? right - left : bottom - top;
    return (Square){left, top, side};
}

static uint32_t cell_of(float at, float scale)
{
    float cell = at * scale;
    return cell < 65535.0F ? (uint32_t)cell : 65535;
}

/* Four passes over the digits, from the lowest. */
static void sort_codes(PsTree *tree)
{
    uint32_t *codes = tree->codes, *other_codes = tree->scratch;
    int *order = tree->order, *other_order = (int *)(other_codes + tree->count);
    for (int shift = 0; shift < 32; shift += 8) {
        int starts[DIGIT + 1] = {0};
        for (int i = 0; i < tree->count; i++) starts[(codes[i] >> shift & 255) + 1]++;
        for (int d = 0; d < DIGIT; d++) starts[d + 1] += starts[d];
        for (int i = 0; i < tree->count; i++) {
            int to = starts[codes[i] >> shift & 255]++;
            other_codes[to] = codes[i];
            other_order[to] = order[i];
        }
        uint32_t *swap = codes;
        codes = other_codes;
        other_codes = swap;
        int *swap_order = order;
        order = other_order;
        other_order = swap_order;
    }
}

static void finish_leaf(PsTree *tree, PsNode *node)
{
    float x = 0, y = 0, weight = (float)(node->last - node->first);
    for (int i = node->first; i < node->last; i++) {
        x += tree->spot[i].x;
        y += tree->spot[i].y;
    }
    node->x = x / weight;
    node->y = y / weight;
    node->weight = weight;
}

static int end_of_child(const PsTree *tree, int first, int last, int shift)
{
    uint32_t digit = tree->codes[first] >> shift;
    while (first < last && tree->codes[first] >> shift == digit) first++;
    return first;
}

/* Adds the node of points [first, last), whose codes agree above `shift` bits, and those below it.
   A square with all its points in one quarter is that quarter. */
static void add_node(PsTree *tree, int first, int last, int shift, float side)
{
    int number = tree->node_count++;
    PsNode *node = &tree->nodes[number];
    while (shift > 0 && tree->codes[first] >> (shift - 2) == tree->codes[last - 1] >> (shift - 2)) {
        shift -= 2;
        side /= 2;
    }
    *node = (PsNode){.squared_side = side * side, .first = first, .last = last};
    if (shift == 0 || last - first <= LEAF) {
        finish_leaf(tree, node);
        node->skip = number + 1;
        return;
    }
    float x = 0, y = 0, weight = 0;
    for (int start = first; start < last;) {
        int end = end_of_child(tree, start, last, shift - 2), child = tree->node_count;
        add_node(tree, start, end, shift - 2, side / 2);
        x += tree->nodes[child].x * tree->nodes[child].weight;
        y += tree->nodes[child].y * tree->nodes[child].weight;
        weight += tree->nodes[child].weight;
        start = end;
    }
    node->x = x / weight;
    node->y = y / weight;
    node->weight = weight;
    node->skip = tree->node_count;
    node->last = node->first; /* not a leaf */
}

void ps_tree_build(PsTree *tree, const PsSpot *spots)
{
    Square square = enclose(spots, tree->count);
    float scale = square.side > 0 ? 65536.0F / square.side : 0;
    for (int i = 0; i < tree->count; i++) {
        tree->order[i] = i;
        tree->codes[i] = spread_bits(cell_of(spots[i].x - square.left, scale)) |
                         spread_bits(cell_of(spots[i].y - square.top, scale)) << 1;
    }
    sort_codes(tree);
    for (int i = 0; i < tree->count; i++) tree->spot[i] = spots[tree->order[i]];
    tree->node_count = 0;
    add_node(tree, 0, tree->count, 2 * AXIS_BITS, square.side);
}

/* Points that walk together: they stand one after the other in the sorted order, so they are near
   each other and open the same nodes. */
typedef struct Walkers {
    PsFour from_x, from_y;
    PsFour x, y, sum; /* pushed so far */
    PsMask number;    /* of each in the sorted order */
} Walkers;

static Walkers set_out(const PsTree *tree, int first)
{
    Walkers walkers = {0};
    for (int k = 0; k < PS_TOGETHER; k++) {
        int s = first + k < tree->count ? first + k : tree->count - 1;
        walkers.from_x[k] = tree->spot[s].x;
        walkers.from_y[k] = tree->spot[s].y;
        walkers.number[k] = s;
    }
    return walkers;
}

/* Nobody is pushed by itself. */
static void push_leaf(const PsTree *tree, const PsNode *node, Walkers *walkers)
{
    for (int i = node->first; i < node->last; i++) {
        PsFour dx = walkers->from_x - tree->spot[i].x, dy = walkers->from_y - tree->spot[i].y;
        PsFour near = 1 / (1 + dx * dx + dy * dy);
        near = (PsFour)((PsMask)near & (walkers->number != i));
        walkers->sum += near;
        walkers->x += near * near * dx;
        walkers->y += near * near * dy;
    }
}

static bool all_true(PsMask mask)
{
    uint64_t halves[2];
    memcpy(halves, &mask, sizeof halves);
    return (halves[0] & halves[1]) == UINT64_MAX;
}

void ps_tree_push(const PsTree *tree, int first, float squared_theta, PsPush push[PS_TOGETHER])
{
    Walkers walkers = set_out(tree, first);
    for (int n = 0; n < tree->node_count;) {
        const PsNode *node = &tree->nodes[n];
        PsFour dx = walkers.from_x - node->x, dy = walkers.from_y - node->y;
        PsFour squared = dx * dx + dy * dy;
        if (all_true(squared_theta * squared > node->squared_side)) {
            PsFour near = 1 / (1 + squared), part = node->weight * near;
            walkers.sum += part;
            walkers.x += part * near * dx;
            walkers.y += part * near * dy;
            n = node->skip;
        } else {
            if (node->last > node->first) push_leaf(tree, node, &walkers);
            n++;
        }
    }
    for (int k = 0; k < PS_TOGETHER; k++) {
        push[k] = (PsPush){walkers.x[k], walkers.y[k], walkers.sum[k]};
    }
}
