/* measure.c - measures shape, ring structure and texture of one blob. */
#include "measure.h"

#include <math.h>
#include <string.h>

enum { RAYS = 64, SLICES = 16 };
static const float pi = 3.14159265f;

struct shape {
    float cx, cy;             /* centre of the filled blob */
    float ux, uy;             /* major axis */
    float major, minor;       /* standard deviations along the axes */
    int filled, holes;        /* pixel counts */
    float a0, a1, b0, b1;     /* extent along the axes */
    float dx[RAYS], dy[RAYS]; /* the directions in which radii are taken */
    float radius[RAYS], mean_radius;
};

/* The blob's box with a one pixel rim, in k->stack: 1 blob, 2 outside, 0 hole. */
struct window {
    int *cell;
    int *todo; /* work list for the fill, behind the cells */
    int w, h;
};

static struct window open_window(struct work *k, const struct blob *b)
{
    struct window v = {k->stack, NULL, b->x1 - b->x0 + 2, b->y1 - b->y0 + 2};
    v.todo = v.cell + v.w * v.h;
    memset(v.cell, 0, (size_t)v.w * (size_t)v.h * sizeof *v.cell);
    for (int y = b->y0; y < b->y1; y++)
        for (int x = b->x0; x < b->x1; x++)
            if (k->label[(long)y * k->w + x] == b->label)
                v.cell[(y - b->y0 + 1) * v.w + x - b->x0 + 1] = 1;
    return v;
}

/* Floods the outside from the rim; whatever stays 0 is a hole. */
static void mark_outside(const struct window *v)
{
    int top = 0;
    v->todo[top++] = 0;
    v->cell[0] = 2;
    while (top > 0) {
        int i = v->todo[--top], x = i % v->w, y = i / v->w;
        const int next[4] = {x > 0 ? i - 1 : i, x + 1 < v->w ? i + 1 : i, y > 0 ? i - v->w : i,
                             y + 1 < v->h ? i + v->w : i};
        for (int j = 0; j < 4; j++) {
            if (v->cell[next[j]] == 0) {
                v->cell[next[j]] = 2;
                v->todo[top++] = next[j];
            }
        }
    }
}

static void moments(const struct window *v, struct shape *s)
{
    double n = 0, sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;
    for (int y = 0; y < v->h; y++) {
        for (int x = 0; x < v->w; x++) {
            int c = v->cell[y * v->w + x];
            if (c == 2) continue;
            s->holes += c == 0;
            n += 1;
            sx += x;
            sy += y;
            xx += (double)x * x;
            yy += (double)y * y;
            xy += (double)x * y;
        }
    }
    double mx = sx / n, my = sy / n;
    double a = xx / n - mx * mx, c = yy / n - my * my, b = xy / n - mx * my;
    double root = sqrt((a - c) * (a - c) * 0.25 + b * b), turn = 0.5 * atan2(2 * b, a - c);
    s->filled = (int)n;
    s->cx = (float)mx;
    s->cy = (float)my;
    s->ux = (float)cos(turn);
    s->uy = (float)sin(turn);
    s->major = (float)sqrt((a + c) * 0.5 + root + 0.08);
    s->minor = (float)sqrt(fmax((a + c) * 0.5 - root, 0.0) + 0.08);
}

static void extent(const struct window *v, struct shape *s)
{
    for (int y = 0; y < v->h; y++) {
        for (int x = 0; x < v->w; x++) {
            if (v->cell[y * v->w + x] == 2) continue;
            float dx = (float)x - s->cx, dy = (float)y - s->cy;
            float a = dx * s->ux + dy * s->uy, b = dy * s->ux - dx * s->uy;
            s->a0 = fminf(s->a0, a);
            s->a1 = fmaxf(s->a1, a);
            s->b0 = fminf(s->b0, b);
            s->b1 = fmaxf(s->b1, b);
        }
    }
}

/* Bilinear difference to the belt at window coordinates. */
static float diff_at(const struct work *k, const struct blob *b, float x, float y)
{
    x = fminf(fmaxf(x + (float)b->x0 - 1.0f, 0.0f), (float)k->w - 1.01f);
    y = fminf(fmaxf(y + (float)b->y0 - 1.0f, 0.0f), (float)k->h - 1.01f);
    int ix = (int)x, iy = (int)y;
    const float *p = k->diff + (long)iy * k->w + ix;
    float fx = x - (float)ix, fy = y - (float)iy;
    float top = p[0] + (p[1] - p[0]) * fx, low = p[k->w] + (p[k->w + 1] - p[k->w]) * fx;
    return top + (low - top) * fy;
}

/* Last mask pixel along a ray. */
static float mask_radius(const struct window *v, const struct shape *s, int ray)
{
    float r = 0.0f;
    for (float q = 0.0f;; q += 0.5f) {
        int x = (int)(s->cx + s->dx[ray] * q + 0.5f), y = (int)(s->cy + s->dy[ray] * q + 0.5f);
        if (x < 0 || y < 0 || x >= v->w || y >= v->h) return r;
        if (v->cell[y * v->w + x] != 2) r = q;
    }
}

/* Moves a mask radius to where the difference has half its inner value: the corners of a small
 * nut are finer than the pixel grid, and the mask grows and shrinks with the threshold. */
static float edge_radius(const struct work *k, const struct blob *b, const struct shape *s, int ray)
{
    float c = s->dx[ray], n = s->dy[ray], r = s->radius[ray], last = 0.0f;
    float in = fmaxf(r - 3.0f, 0.0f), half = 0.5f * diff_at(k, b, s->cx + c * in, s->cy + n * in);
    for (float q = r + 2.5f; q > in; q -= 0.5f) {
        float d = diff_at(k, b, s->cx + c * q, s->cy + n * q);
        if (d >= half) return d > last ? q + 0.5f * (d - half) / (d - fminf(last, half)) : q;
        last = d;
    }
    return r;
}

static void outline(const struct work *k, const struct blob *b, const struct window *v,
                    struct shape *s)
{
    for (int i = 0; i < RAYS; i++) {
        float t = 2.0f * pi * (float)i / RAYS;
        s->dx[i] = cosf(t);
        s->dy[i] = sinf(t);
        s->radius[i] = mask_radius(v, s, i);
        s->radius[i] = edge_radius(k, b, s, i);
        s->mean_radius += s->radius[i] / RAYS;
    }
}

/* Amplitude of one harmonic of the outer radius, relative to its mean. */
static float harmonic(const struct shape *s, int order)
{
    float re = 0.0f, im = 0.0f;
    for (int i = 0; i < RAYS; i++) {
        re += s->radius[i] * s->dx[i * order % RAYS];
        im += s->radius[i] * s->dy[i * order % RAYS];
    }
    return 2.0f * sqrtf(re * re + im * im) / (RAYS * fmaxf(s->mean_radius, 1.0f));
}

static void radial_features(const struct shape *s, float *f)
{
    float sum = 0.0f, fine = 0.0f;
    for (int i = 0; i < RAYS; i++) {
        float d = s->radius[i] - s->mean_radius;
        sum += d * d;
    }
    for (int order = 9; order <= 28; order++) {
        float h = harmonic(s, order);
        fine += h * h;
    }
    f[F_ROUND] = sqrtf(sum / RAYS) / fmaxf(s->mean_radius, 1.0f);
    f[F_HEX] = harmonic(s, 6);
    f[F_TEETH] = sqrtf(fine);
}

static float luma_at(const struct work *k, float x, float y)
{
    int ix = (int)(x + 0.5f), iy = (int)(y + 0.5f);
    ix = ix < 0 ? 0 : ix >= k->w ? k->w - 1 : ix;
    iy = iy < 0 ? 0 : iy >= k->h ? k->h - 1 : iy;
    return k->luma[(long)iy * k->w + ix];
}

/* Compares the rings at about 0.72 and 0.92 of the outer radius: bearings are dark between. */
static void ring_features(const struct work *k, const struct blob *b, const struct shape *s,
                          float *f)
{
    float mid = 0.0f, mid2 = 0.0f, rim = 0.0f;
    for (int i = 0; i < RAYS; i++) {
        float c = s->dx[i], n = s->dy[i];
        float x = s->cx + (float)b->x0 - 1.0f, y = s->cy + (float)b->y0 - 1.0f;
        float r = s->radius[i];
        float m = luma_at(k, x + c * r * 0.72f, y + n * r * 0.72f);
        mid += m / RAYS;
        mid2 += m * m / RAYS;
        rim += luma_at(k, x + c * r * 0.90f, y + n * r * 0.90f) / RAYS;
    }
    float unit = fmaxf(fmaxf(rim, mid), 8.0f);
    f[F_RING] = (mid - rim) / unit;
    f[F_BALLS] = sqrtf(fmaxf(mid2 - mid * mid, 0.0f)) / unit;
}

/* Brightness steps inside the blob, along and across its major axis. */
static void texture_features(const struct work *k, const struct blob *b, const struct shape *s,
                             float *f)
{
    float along = 0.0f, across = 0.0f, level = 0.0f, red = 0.0f, blue = 0.0f, diff = 0.0f;
    for (int y = b->y0; y < b->y1; y++) {
        for (int x = b->x0; x < b->x1; x++) {
            long i = (long)y * k->w + x;
            if (k->label[i] != b->label) continue;
            /* blobs keep one pixel away from the frame, so the neighbours exist */
            float gx = k->luma[i + 1] - k->luma[i - 1];
            float gy = k->luma[i + k->w] - k->luma[i - k->w];
            along += fabsf(gx * s->ux + gy * s->uy);
            across += fabsf(gy * s->ux - gx * s->uy);
            level += k->luma[i];
            red += k->red[i];
            blue += k->blue[i];
            diff += k->diff[i];
        }
    }
    float n = (float)b->area;
    f[F_EDGES] = (along + across) / fmaxf(level, 8.0f * n);
    f[F_RIPPLE] = along / fmaxf(along + across, 1.0f);
    f[F_COLOUR] = sqrtf(red * red + blue * blue) / fmaxf(level, 8.0f * n);
    f[F_CONTRAST] = logf(1.0f + diff / n);
}

/* Widths of the blob in slices along its major axis. */
static void width_features(const struct window *v, const struct shape *s, float *f)
{
    float width[SLICES] = {0};
    float length = fmaxf(s->a1 - s->a0, 1.0f);
    for (int y = 0; y < v->h; y++) {
        for (int x = 0; x < v->w; x++) {
            if (v->cell[y * v->w + x] == 2) continue;
            float a = ((float)x - s->cx) * s->ux + ((float)y - s->cy) * s->uy;
            int i = (int)((a - s->a0) / length * (SLICES - 0.01f));
            width[i < 0 ? 0 : i >= SLICES ? SLICES - 1 : i] += SLICES / length;
        }
    }
    float left = 0.0f, right = 0.0f, middle = 0.0f, widest = 1.0f;
    for (int i = 0; i < SLICES; i++) {
        left += i < 4 ? width[i] / 4 : 0.0f;
        right += i >= SLICES - 4 ? width[i] / 4 : 0.0f;
        middle += i >= 6 && i < 10 ? width[i] / 4 : 0.0f;
        widest = fmaxf(widest, width[i]);
    }
    f[F_HEAD] = fabsf(left - right) / widest;
    f[F_SLIM] = middle / widest;
}

void features_measure(struct work *k, const struct blob *b, struct features *out)
{
    struct shape s = {0};
    float *f = out->f;
    struct window v = open_window(k, b);
    mark_outside(&v);
    moments(&v, &s);
    extent(&v, &s);
    outline(k, b, &v, &s);
    float box = (s.a1 - s.a0 + 1.0f) * (s.b1 - s.b0 + 1.0f);
    int w = b->x1 - b->x0, h = b->y1 - b->y0;
    f[F_SIZE] = logf((float)(w > h ? w : h));
    f[F_ELONGATED] = s.minor / s.major;
    f[F_RECT] = (float)s.filled / box;
    f[F_HOLE] = sqrtf((float)s.holes / (float)s.filled);
    f[F_CENTRAL] = v.cell[(int)(s.cy + 0.5f) * v.w + (int)(s.cx + 0.5f)] == 0 ? 1.0f : 0.0f;
    radial_features(&s, f);
    ring_features(k, b, &s, f);
    texture_features(k, b, &s, f);
    width_features(&v, &s, f);
}
