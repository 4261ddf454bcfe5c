/* Names in ten scripts and more: what pdftoppm paints of the PDF is held against the same text
   shaped and drawn here, by HarfBuzz's own guesses and FreeType's rasterizer; and what pdftotext
   extracts against the name itself. Where no font of the machine has a script, the PDF must show
   something and the run must name the characters; the test then says that it compared no shapes. */
#include "gen/render/test_pdf.h"
#include "render/font_set.h"
#include "render/pdf.h"

#include "base/file.h"
#include "base/text.h"

#include <check.h>
#include <hb-ft.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include FT_OUTLINE_H

Suite *pdf_scripts_suite(void);

typedef struct Name {
    const char *script, *text;
} Name;

static const Name NAMES[] = {{"Latin", "Straßenbahn žluťoučký Tiếng Việt"},
                             {"Greek", "μαύρη γάτα"},
                             {"Cyrillic", "чёрная кошка"},
                             {"Chinese", "交通信号灯"},
                             {"Japanese", "黒い猫"},
                             {"Korean", "검은 고양이"},
                             {"Arabic", "قطة سوداء"},
                             {"Hebrew", "חתול שחור"},
                             {"Devanagari", "काली बिल्ली क्षत्रिय"},
                             {"Thai", "แมวดำน้ำแข็ง"},
                             {"combining marks", "e\u0323\u0301n\u0308x\u030C"}};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

/* The subtitle stands alone on its line: 8.5 points, from 50 points on, on the baseline 95 points
   below the top. Seen at so many pixels a point: */
enum { SCALE = 8 };
static const double SIZE = 8.5, LEFT_EDGE = 50, BASELINE = 95, TOP = 85;
enum { WIDTH = 300 * SCALE, HEIGHT = 14 * SCALE };

static char base[64]; /* temporary folder of the running test */
static PsArena *arena;
static char warned[512];

static void set_up(void)
{
    arena = ps_arena_new();
    warned[0] = '\0';
    strcpy(base, "/tmp/pdf-scripts-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

static void hear(void *context, const char *text)
{
    (void)context;
    snprintf(warned, sizeof warned, "%s", text);
}

static const char *path(const char *name)
{
    return ps_path_join(arena, base, name);
}

static bool run(const char *command)
{
    int status = system(command);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool have(const char *tool)
{
    if (run(ps_arena_printf(arena, "command -v %s > /dev/null 2>&1", tool))) return true;
    fprintf(stderr, "test_pdf_scripts: %s is not installed, its checks are skipped\n", tool);
    return false;
}

static void write_pdf(const char *text, const char *font)
{
    static const char *const classes[] = {"one"};
    PdfOptions options = {.folder = base, .font = font, .warn = hear};
    PsError error = {0};
    Report *report = pdf_fixture(arena, classes, 1);
    report->title = "A"; /* nothing below its baseline */
    report->subtitle = text;
    ck_assert_msg(pdf_write(report, &options, &error), "%s", error.found);
}

/* ---- darkness ---- */

/* How dark each pixel is, 0 to 1. */
typedef struct Raster {
    float *at;
} Raster;

static Raster raster_new(void)
{
    return (Raster){PS_ARRAY(arena, float, (size_t)WIDTH *HEIGHT)};
}

static double total(Raster raster)
{
    double sum = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) sum += raster.at[i];
    return sum;
}

/* What pdftoppm paints there, made as dark as black ink would be. */
static Raster painted(void)
{
    const char *command = ps_arena_printf(
        arena, "pdftoppm -q -r %d -gray -f 1 -l 1 -x %.0f -y %.0f -W %d -H %d %s %s", 72 * SCALE,
        LEFT_EDGE * SCALE - SCALE, TOP * SCALE, WIDTH, HEIGHT, path("report.pdf"), path("page"));
    PsBytes bytes;
    PsError error;
    Raster raster = raster_new();
    int width, height, start;
    ck_assert(run(command));
    ck_assert(ps_file_read(path("page-1.pgm"), 1 << 26, &bytes, &error));
    ck_assert_int_eq(sscanf(bytes.data, "P5 %d %d 255%n", &width, &height, &start), 2);
    ck_assert(width == WIDTH && height == HEIGHT);
    const unsigned char *pixels = (const unsigned char *)bytes.data + start + 1;
    float most = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        raster.at[i] = (float)(255 - pixels[i]) / 255;
        if (raster.at[i] > most) most = raster.at[i];
    }
    for (int i = 0; i < WIDTH * HEIGHT && most > 0; i++) raster.at[i] /= most;
    ps_bytes_free(&bytes);
    return raster;
}

/* ---- the other drawing ---- */

static void add_bitmap(Raster raster, const FT_GlyphSlot slot, int x, int y)
{
    for (int row = 0; row < (int)slot->bitmap.rows; row++) {
        for (int col = 0; col < (int)slot->bitmap.width; col++) {
            int px = x + slot->bitmap_left + col, py = y - slot->bitmap_top + row;
            if (px < 0 || px >= WIDTH || py < 0 || py >= HEIGHT) continue;
            float dark = slot->bitmap.buffer[row * slot->bitmap.pitch + col] / 255.0F;
            float *at = &raster.at[py * WIDTH + px];
            if (dark > *at) *at = dark;
        }
    }
}

/* Places are in 64ths of a pixel; the outline is moved by what is left of a whole pixel. */
static void draw_glyphs(Raster raster, FT_Face face, hb_buffer_t *buffer)
{
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, &count);
    double pen = SCALE * 64, base_line = (BASELINE - TOP) * SCALE;
    for (unsigned i = 0; i < count; i++) {
        double x = pen + places[i].x_offset;
        int whole = (int)floor(x / 64);
        ck_assert_int_eq(FT_Load_Glyph(face, infos[i].codepoint, FT_LOAD_NO_HINTING), 0);
        FT_Outline_Translate(&face->glyph->outline, (FT_Pos)(x - whole * 64.0), places[i].y_offset);
        ck_assert_int_eq(FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL), 0);
        add_bitmap(raster, face->glyph, whole, (int)lround(base_line));
        pen += places[i].x_advance;
    }
}

/* Text that needs no shaping is written as text, which is not kerned. */
static Raster drawn(const FontFace *chosen, const char *text, bool kerned)
{
    static const hb_feature_t unkerned = {HB_TAG('k', 'e', 'r', 'n'), 0, 0, (unsigned)-1};
    Raster raster = raster_new();
    FT_Library library;
    FT_Face face;
    ck_assert_int_eq(FT_Init_FreeType(&library), 0);
    ck_assert_int_eq(FT_New_Face(library, chosen->file, chosen->index, &face), 0);
    FT_Set_Char_Size(face, (FT_F26Dot6)(SIZE * SCALE * 64), 0, 72, 72);
    hb_font_t *font = hb_ft_font_create(face, NULL);
    hb_ft_font_set_load_flags(font, FT_LOAD_NO_HINTING);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, text, -1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font, buffer, kerned ? NULL : &unkerned, kerned ? 0 : 1);
    draw_glyphs(raster, face, buffer);
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    FT_Done_Face(face);
    FT_Done_FreeType(library);
    return raster;
}

/* ---- comparing ---- */

/* Correlation of two pictures, b moved by dx and dy: 1 = alike. */
static double correlation(Raster a, Raster b, int dx, int dy)
{
    double ab = 0, aa = 0, bb = 0;
    for (int y = 4; y < HEIGHT - 4; y++) {
        for (int x = 4; x < WIDTH - 4; x++) {
            double p = a.at[y * WIDTH + x], q = b.at[(y + dy) * WIDTH + x + dx];
            ab += p * q;
            aa += p * p;
            bb += q * q;
        }
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

/* The mean of 5 x 5 pixels: widths in the file are rounded to thousandths of an em, and painted at
   quarters of a pixel. A stem has six pixels. */
static Raster softened(Raster sharp)
{
    Raster soft = raster_new();
    for (int i = 2 * WIDTH + 2; i < (HEIGHT - 2) * WIDTH - 2; i++) {
        float sum = 0;
        for (int k = 0; k < 25; k++) sum += sharp.at[i + (k / 5 - 2) * WIDTH + k % 5 - 2];
        soft.at[i] = sum / 25;
    }
    return soft;
}

/* The page is no whole number of pixels high, so the best of some moves counts. */
static double likeness(Raster page, Raster here)
{
    Raster a = softened(page), b = softened(here);
    double best = 0;
    for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) best = fmax(best, correlation(a, b, dx, dy));
    }
    return best;
}

/* The font that the PDF takes for the name; *complete if it has all characters. */
static const FontFace *font_for(FontSet *set, const char *text, bool *complete)
{
    uint32_t characters[64];
    int count = 0;
    while (*text) characters[count++] = ps_utf8_next(&text);
    const FontFace *face = font_set_pick(set, WEIGHT_REGULAR, characters, count);
    *complete = true;
    for (int i = 0; i < count; i++) {
        if (FT_Get_Char_Index(face->outlines, characters[i]) == 0) *complete = false;
    }
    return face;
}

/* Text without the marks by which pdftotext wraps stretches from right to left. */
static const char *extracted(void)
{
    PsBytes bytes;
    PsError error;
    ck_assert(run(ps_arena_printf(arena, "pdftotext -enc UTF-8 -f 1 -l 1 %s %s 2> %s",
                                  path("report.pdf"), path("text"), path("complaints"))));
    ck_assert(ps_file_read(path("complaints"), 1 << 20, &bytes, &error));
    ck_assert_msg(bytes.size == 0, "pdftotext complains: %s", bytes.data);
    ps_bytes_free(&bytes);
    ck_assert(ps_file_read(path("text"), 1 << 20, &bytes, &error));
    PsBuf plain = PS_BUF;
    for (const char *at = bytes.data; *at;) {
        const char *from = at;
        uint32_t c = ps_utf8_next(&at);
        bool mark = (c >= 0x202A && c <= 0x202E) || c == 0x200E || c == 0x200F;
        if (!mark) ps_buf_bytes(&plain, from, (size_t)(at - from));
    }
    const char *copy = ps_arena_text_n(arena, plain.data, plain.length);
    ps_bytes_free(&bytes);
    ps_buf_free(&plain);
    return copy;
}

/* ---- tests ---- */

static bool is_plain(FontSet *set, const char *text)
{
    bool plain = true;
    while (*text) plain = font_is_plain(set, WEIGHT_REGULAR, ps_utf8_next(&text)) && plain;
    return plain;
}

static void assert_drawn(FontSet *set, const Name *name, const FontFace *face)
{
    bool plain = is_plain(set, name->text);
    Raster page = painted(), here = drawn(face, name->text, !plain);
    double like = likeness(page, here), weight = total(page) / total(here);
    ck_assert_str_eq(warned, "");
    ck_assert_msg(like > (plain ? 0.98 : 0.995), "%s: likeness %.4f", name->script, like);
    ck_assert_msg(fabs(weight - 1) < 0.06, "%s: %.3f of the ink", name->script, weight);
}

/* The first character that the font lacks, as the warning must name it. */
static const char *first_missing(const FontFace *face, const char *text)
{
    while (*text) {
        uint32_t c = ps_utf8_next(&text);
        if (FT_Get_Char_Index(face->outlines, c) == 0) {
            return ps_arena_printf(arena, "(U+%04X)", (unsigned)c);
        }
    }
    return "";
}

START_TEST(shows_every_script)
{
    const Name *name = &NAMES[_i];
    PsError error = {0};
    bool complete, can_paint = have("pdftoppm");
    FontSet *set = font_set_new(arena, NULL, &error);
    ck_assert_msg(set != NULL, "%s", error.found);
    const FontFace *face = font_for(set, name->text, &complete);
    write_pdf(name->text, NULL);
    if (!complete) {
        fprintf(stderr, "test_pdf_scripts: no font has %s, its shapes are not compared\n",
                name->script);
        ck_assert_msg(strstr(warned, first_missing(face, name->text)) != NULL, "%s", warned);
        if (can_paint) ck_assert(total(painted()) > 50);
    } else if (can_paint) {
        assert_drawn(set, name, face);
    }
    if (have("pdftotext")) {
        const char *text = extracted();
        ck_assert_msg(strstr(text, name->text) != NULL, "%s is not in: %s", name->text, text);
    }
    font_set_free(set);
}
END_TEST

/* The comparison itself can fail: another word of the same script is not alike. */
START_TEST(tells_names_apart)
{
    PsError error = {0};
    if (!have("pdftoppm")) return;
    FontSet *set = font_set_new(arena, NULL, &error);
    write_pdf("чёрная кошка", NULL);
    const FontFace *face = set->base[WEIGHT_REGULAR];
    Raster page = painted();
    ck_assert(likeness(page, drawn(face, "чёрная мошка", false)) < 0.9);
    ck_assert(likeness(page, drawn(face, "черная кошка", false)) <
              likeness(page, drawn(face, "чёрная кошка", false)));
    font_set_free(set);
}
END_TEST

/* Private characters are in no font, emoji in few; those beyond the basic plane are extracted too.
 */
START_TEST(names_what_no_font_shows)
{
    write_pdf("\U000F1234 and \U0010FFFD", NULL);
    ck_assert_msg(strstr(warned, "(U+F1234)") && strstr(warned, "(U+10FFFD)"), "%s", warned);
    if (have("pdftoppm")) ck_assert(total(painted()) > 50);
    write_pdf("🐈 cat 𠮷野家", NULL);
    if (have("pdftotext")) ck_assert(strstr(extracted(), "🐈 cat 𠮷野家") != NULL);
}
END_TEST

/* The same text looks otherwise in the font that --font names, and the document holds that one. */
START_TEST(takes_the_given_font)
{
    PsError error = {0};
    FontSet *set = font_set_new(arena, NULL, &error);
    write_pdf("чёрная кошка", font_set_file(set, WEIGHT_BOLD));
    if (have("pdftoppm")) {
        const char *text = "чёрная кошка";
        ck_assert(likeness(painted(), drawn(set->base[WEIGHT_BOLD], text, false)) > 0.97);
        ck_assert(likeness(painted(), drawn(set->base[WEIGHT_REGULAR], text, false)) < 0.9);
    }
    font_set_free(set);
}
END_TEST

Suite *pdf_scripts_suite(void)
{
    Suite *suite = suite_create("pdf scripts");
    TCase *tcase = tcase_create("pdf scripts");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, shows_every_script, 0, NAME_COUNT);
    tcase_add_test(tcase, tells_names_apart);
    tcase_add_test(tcase, names_what_no_font_shows);
    tcase_add_test(tcase, takes_the_given_font);
    suite_add_tcase(suite, tcase);
    return suite;
}
