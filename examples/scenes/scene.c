/* scene.c - chooses, places and paints the parts of one picture and measures their labels. */
#include "scene.h"
#include "clutter.h"

#include <string.h>

struct layout {
    struct part part[MAX_PARTS];
    int count;
    float typical;        /* half length of a middling part in this picture */
    float overlap;        /* closest allowed distance, in sums of half lengths */
    float pile_x, pile_y; /* centre of a heap */
    float pile;           /* its radius, 0 when the parts lie apart */
};

const char *scene_class_name(enum kind kind)
{
    static const char *const names[KIND_CLASSES] = {
        [KIND_BOLT] = "bolt",       [KIND_NUT] = "nut",         [KIND_WASHER] = "washer",
        [KIND_GEAR] = "gear",       [KIND_BRACKET] = "bracket", [KIND_SPRING] = "spring",
        [KIND_BEARING] = "bearing",
    };
    return kind < KIND_CLASSES ? names[kind] : "";
}

/* Washers are common and gears are rare, as on a real line. */
static enum kind pick_class(struct rng *g)
{
    static const float share[KIND_CLASSES] = {
        [KIND_BOLT] = 0.20f,    [KIND_NUT] = 0.17f,     [KIND_WASHER] = 0.28f,
        [KIND_GEAR] = 0.042f,   [KIND_BRACKET] = 0.10f, [KIND_SPRING] = 0.095f,
        [KIND_BEARING] = 0.12f,
    };
    float u = rng_unit(g);
    for (int k = 0; k < KIND_CLASSES; k++) {
        u -= share[k];
        if (u < 0.0f) return (enum kind)k;
    }
    return KIND_WASHER;
}

static float size_of(enum kind kind)
{
    switch (kind) {
    case KIND_BOLT:
    case KIND_SPRING: return 1.30f;
    case KIND_GEAR:
    case KIND_BRACKET: return 1.25f;
    case KIND_NUT: return 0.72f;
    case KIND_WASHER:
    case KIND_PLUG: return 0.80f;
    case KIND_BEARING: return 1.0f;
    case KIND_FLAKE:
    case KIND_SWARF:
    case KIND_LABEL: break;
    }
    return 0.75f;
}

/* How far the part stands off the belt, in half lengths: it sets the shadow. */
static float lift_of(enum kind kind)
{
    static const float lift[] = {
        [KIND_BOLT] = 0.28f,    [KIND_NUT] = 0.34f,    [KIND_WASHER] = 0.09f,  [KIND_GEAR] = 0.22f,
        [KIND_BRACKET] = 0.16f, [KIND_SPRING] = 0.22f, [KIND_BEARING] = 0.28f, [KIND_FLAKE] = 0.10f,
        [KIND_SWARF] = 0.12f,   [KIND_PLUG] = 0.15f,   [KIND_LABEL] = 0.06f,
    };
    return lift[kind];
}

static struct part pick_part(enum kind kind, float typical, float squash, struct rng *g)
{
    struct part p = {.kind = kind, .squash = squash};
    float turn = rng_unit(g);
    p.cs = cos_turn(turn);
    p.sn = sin_turn(turn);
    p.r = clampf(typical * size_of(kind) * rng_range(g, 0.62f, 1.45f), 7.0f, 80.0f);
    p.lift = lift_of(kind) * rng_range(g, 0.8f, 1.25f);
    shape_pick(&p, g);
    return p;
}

static int crowded(const struct layout *l, const struct part *p)
{
    for (int i = 0; i < l->count; i++) {
        const struct part *o = &l->part[i];
        if (length2(o->cx - p->cx, o->cy - p->cy) < (o->r + p->r) * l->overlap) return 1;
    }
    return 0;
}

/* Finds room for the part; gives up after some tries, so full belts stay plausible. */
static void place(struct layout *l, struct part *p, const struct style *s, struct rng *g)
{
    for (int i = 0; i < 24; i++) {
        if (l->pile > 0.0f) {
            p->cx = l->pile_x + rng_bell(g) * l->pile;
            p->cy = l->pile_y + rng_bell(g) * l->pile * 0.8f;
        } else {
            p->cx = rng_range(g, -0.4f * p->r, SCENE_W + 0.4f * p->r);
            p->cy = rng_range(g, s->rail_top + p->r * 0.8f - 6.0f,
                              SCENE_H - s->rail_bottom - p->r * 0.8f + 6.0f);
        }
        if (crowded(l, p)) continue;
        l->part[l->count++] = *p;
        return;
    }
}

static int pick_count(struct rng *g)
{
    if (rng_chance(g, 0.04f)) return 0;
    if (rng_chance(g, 0.25f)) return 9 + rng_below(g, 6);
    return 1 + rng_below(g, 9);
}

static void pick_layout(struct layout *l, const struct style *s, struct rng *g)
{
    float u = rng_unit(g);
    memset(l, 0, sizeof *l);
    l->typical = lerpf(15.0f, 56.0f, u * u * 0.6f + u * 0.4f);
    l->overlap = rng_chance(g, 0.5f) ? 1.02f : rng_range(g, 0.5f, 0.85f);
    if (rng_chance(g, 0.22f)) {
        l->pile = l->typical * rng_range(g, 4.0f, 7.0f);
        l->pile_x = rng_range(g, 140.0f, 500.0f);
        l->pile_y = rng_range(g, 130.0f, 350.0f);
        l->overlap = rng_range(g, 0.40f, 0.62f);
    }
    int clutter = rng_chance(g, 0.5f) ? 1 + rng_below(g, MAX_CLUTTER) : 0;
    int objects = pick_count(g);
    for (int i = 0; i < clutter; i++) {
        enum kind kind = (enum kind)(KIND_FLAKE + rng_below(g, 4));
        struct part p = pick_part(kind, l->typical * 0.85f, s->squash, g);
        place(l, &p, s, g);
    }
    for (int i = 0; i < objects; i++) {
        struct part p = pick_part(pick_class(g), l->typical, s->squash, g);
        place(l, &p, s, g);
    }
}

/* Grows the box by one visible pixel; partly covered border pixels count partly. */
struct extent {
    float x0, y0, x1, y1, area;
};

static void extend(struct extent *e, int x, int y, float seen)
{
    float fx = (float)x, fy = (float)y, in = minf(1.0f, seen * 1.15f);
    e->x0 = minf(e->x0, fx + 1.0f - in);
    e->y0 = minf(e->y0, fy + 1.0f - in);
    e->x1 = maxf(e->x1, fx + in);
    e->y1 = maxf(e->y1, fy + in);
}

static struct extent measure(const struct patch *q)
{
    struct extent e = {SCENE_W, SCENE_H, 0.0f, 0.0f, 0.0f};
    for (int y = 0; y < q->h; y++) {
        for (int x = 0; x < q->w; x++) {
            int ix = q->x0 + x, iy = q->y0 + y;
            float seen = q->seen[(long)y * q->w + x];
            if (seen < 0.1f || ix < 0 || iy < 0 || ix >= SCENE_W || iy >= SCENE_H) continue;
            e.area += seen;
            extend(&e, ix, iy, seen);
        }
    }
    return e;
}

/* Parts more than 70 % hidden, by others or by the border, get no label. */
static void label(struct scene *out, const struct part *p, const struct patch *q)
{
    if (p->kind >= KIND_CLASSES || out->boxes == MAX_OBJECTS) return;
    struct extent e = measure(q);
    if (e.area < 0.3f * q->full || e.x1 - e.x0 < 4.0f || e.y1 - e.y0 < 4.0f) return;
    out->box[out->boxes++] =
        (struct truth_box){p->kind, e.x0, e.y0, e.x1 - e.x0, e.y1 - e.y0, e.area};
}

static int paint_parts(struct canvas *c, const struct style *s, const struct layout *l,
                       struct scene *out)
{
    struct patch patch[MAX_PARTS] = {0};
    int done = 0;
    for (; done < l->count; done++) {
        const struct part *p = &l->part[done];
        if (patch_init(&patch[done], p)) break;
        patch_shadow(&patch[done], p, s, c);
        patch_surface(&patch[done], p, s, c);
        for (int i = 0; i < done; i++) patch_hide(&patch[i], &patch[done]);
    }
    for (int i = 0; i < done; i++) {
        label(out, &l->part[i], &patch[i]);
        patch_free(&patch[i]);
    }
    return done == l->count ? 0 : -1;
}

int scene_paint(struct canvas *c, uint64_t seed, int index, struct scene *out)
{
    /* each picture has its own stream, so a longer set begins with the same pictures */
    struct rng g = {mix64(seed + 0x632BE59BD9B4E019u * (uint64_t)(index + 1))};
    struct style s = style_pick(&g);
    struct layout l;
    pick_layout(&l, &s, &g);
    out->quality = s.quality;
    out->boxes = 0;
    belt_paint(c, &s);
    clutter_marks(c, &g);
    if (paint_parts(c, &s, &l, out)) return -1;
    camera_expose(c, &s, &g);
    return 0;
}
