/* Writing a PDF into a folder of its own, and reading it back; see pdf_bench.h. */
#include "gen/render/pdf_bench.h"

#include "render/pdf.h"

#include "base/buf.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char base[64]; /* temporary folder of the running test */
static PsArena *arena;
static char warned[512];

const char *bench_path(const char *name)
{
    return ps_path_join(arena, base, name);
}

PsArena *bench_set_up(void)
{
    arena = ps_arena_new();
    warned[0] = '\0';
    strcpy(base, "/tmp/pdf-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
    return arena;
}

void bench_tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

/* ---- writing and reading ---- */

const char *bench_warned(void)
{
    return warned;
}

static void hear(void *context, const char *text)
{
    (void)context;
    snprintf(warned, sizeof warned, "%s", text);
}

PsBytes written(const Report *report)
{
    PdfOptions options = {.folder = base, .warn = hear};
    PsError error = {0};
    PsBytes bytes;
    ck_assert_msg(pdf_write(report, &options, &error), "%s: %s", error.place, error.found);
    ck_assert(ps_file_read(bench_path("report.pdf"), 64 << 20, &bytes, &error));
    ck_assert(!ps_file_exists(bench_path("report.pdf.part")));
    ck_assert_uint_gt(bytes.size, 1000);
    ck_assert_mem_eq(bytes.data, "%PDF-", 5);
    return bytes;
}

void write_it(const Report *report)
{
    PsBytes bytes = written(report);
    ps_bytes_free(&bytes);
}

bool bench_have(const char *tool)
{
    const char *command = ps_arena_printf(arena, "command -v %s > /dev/null 2>&1", tool);
    if (system(command) == 0) return true;
    fprintf(stderr, "test_pdf: %s is not installed, one check is skipped\n", tool);
    return false;
}

int bench_count_of(PsBytes bytes, const char *mark)
{
    size_t length = strlen(mark);
    int count = 0;
    for (size_t i = 0; i + length <= bytes.size; i++) {
        count += memcmp(bytes.data + i, mark, length) == 0;
    }
    return count;
}

/* The pages of the file, counted from its objects: libharu writes them uncompressed. */
int bench_page_count(PsBytes bytes)
{
    return bench_count_of(bytes, "/Type /Page\n");
}

/* The text of the file as pdftotext extracts it, or NULL without that tool. */
const char *bench_extracted(void)
{
    if (!bench_have("pdftotext")) return NULL;
    const char *command =
        ps_arena_printf(arena, "pdftotext -q -enc UTF-8 %s -", bench_path("report.pdf"));
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    PsBuf text = PS_BUF;
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) {
        ps_buf_bytes(&text, piece, got);
    }
    ck_assert_int_eq(pclose(pipe), 0);
    const char *copy = ps_arena_text_n(arena, text.data, text.length);
    ps_buf_free(&text);
    return copy;
}

void assert_says(const char *text, const char *part)
{
    if (text) ck_assert_msg(strstr(text, part) != NULL, "the PDF does not say: %s", part);
}

void assert_sound(void)
{
    if (!bench_have("qpdf")) return;
    const char *command =
        ps_arena_printf(arena, "qpdf --check %s > /dev/null 2>&1", bench_path("report.pdf"));
    ck_assert_int_eq(WEXITSTATUS(system(command)), 0);
}
