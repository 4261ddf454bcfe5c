/* detect.c - segments at several levels, classifies every blob, and keeps the best hypotheses. */
#include "detect.h"

#include <math.h>
#include <stdlib.h>

struct pool {
    int count;
    struct box box[MAX_HYPOTHESES];
};

static const float least_score = 0.02f;

/* The two likeliest classes of a blob become two hypotheses. */
static void propose(struct pool *pool, const struct blob *b, const float p[PART_OUTCOMES])
{
    int first = 0, second = -1;
    for (int c = 1; c < PART_CLASSES; c++)
        if (p[c] > p[first]) first = c;
    for (int c = 0; c < PART_CLASSES; c++)
        if (c != first && (second < 0 || p[c] > p[second])) second = c;
    const int order[2] = {first, second};
    for (int i = 0; i < 2; i++) {
        /* a close runner-up makes the winner doubtful */
        float doubt = i == 0 ? 0.5f * p[second] / p[first] : 0.0f;
        float score = fminf(p[order[i]], 0.98f) * (1.0f - doubt);
        if (score < least_score || pool->count == MAX_HYPOTHESES) continue;
        pool->box[pool->count++] =
            (struct box){(float)b->x0,           (float)b->y0, (float)(b->x1 - b->x0),
                         (float)(b->y1 - b->y0), score,        (enum part_class)order[i]};
    }
}

/* A faint part only shows at a low threshold, a shadow only vanishes at a high one; so every
 * level proposes boxes, and the scores decide between them. */
static void gather(struct work *k, struct pool *pool)
{
    static const struct {
        float threshold;
        int cuts;
    } levels[] = {{2.6f, 0}, {4.2f, 0}, {7.0f, 0}, {11.0f, 0}, {4.2f, 2}};
    struct blob blob[MAX_BLOBS];
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        int n = segment(k, levels[i].threshold, levels[i].cuts, blob);
        for (int j = 0; j < n; j++) {
            struct features f;
            float p[PART_OUTCOMES];
            features_measure(k, &blob[j], &f);
            classify(&f, p);
            propose(pool, &blob[j], p);
        }
    }
}

static float overlap_area(const struct box *a, const struct box *b)
{
    float w = fminf(a->x + a->w, b->x + b->w) - fmaxf(a->x, b->x);
    float h = fminf(a->y + a->h, b->y + b->h) - fmaxf(a->y, b->y);
    return w > 0.0f && h > 0.0f ? w * h : 0.0f;
}

/* What is left of a score beside an accepted better box; 0 drops the hypothesis. */
static float beside(const struct box *b, const struct box *kept)
{
    float common = overlap_area(b, kept), area = b->w * b->h, other = kept->w * kept->h;
    float iou = common / (area + other - common);
    if (b->kind == kept->kind && iou > 0.45f) return 0.0f;
    if (iou > 0.6f) return 0.55f;               /* the same thing, read as another class */
    if (common > 0.8f * area) return 0.4f;      /* probably a piece of it */
    return common > 0.8f * other ? 0.6f : 1.0f; /* probably a heap around it */
}

/* Best first; ties resolved by position so that the order never depends on the sort. */
static int by_score(const void *pa, const void *pb)
{
    const struct box *a = pa, *b = pb;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->y != b->y) return a->y < b->y ? -1 : 1;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    if (a->w != b->w) return a->w < b->w ? -1 : 1;
    if (a->h != b->h) return a->h < b->h ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static void suppress(struct pool *pool, struct boxes *out)
{
    qsort(pool->box, (size_t)pool->count, sizeof *pool->box, by_score);
    out->count = 0;
    for (int i = 0; i < pool->count && out->count < MAX_BOXES; i++) {
        struct box b = pool->box[i];
        for (int j = 0; j < out->count && b.score > 0.0f; j++)
            b.score *= beside(&pool->box[i], &out->box[j]);
        if (b.score >= least_score) out->box[out->count++] = b;
    }
}

int detect(const struct picture *p, struct boxes *out)
{
    struct work k;
    struct pool *pool = malloc(sizeof *pool);
    out->count = 0;
    if (!pool) return -1;
    pool->count = 0;
    if (work_init(&k, p)) {
        free(pool);
        return -1;
    }
    int bad = work_subtract_belt(&k);
    if (!bad) {
        gather(&k, pool);
        suppress(pool, out);
    }
    work_free(&k);
    free(pool);
    return bad;
}
