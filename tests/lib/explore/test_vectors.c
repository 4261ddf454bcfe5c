/* Vectors of files: numbers of every type by hand, damaged files, names and their images. */
#include "explore/matrix.h"
#include "suites.h"
#include "support.h"

#include "base/buf.h"
#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static PsArena *arena;
static char folder[64];
static Scene *scene; /* images 1.jpg, 2.jpg, 3.jpg */

static void set_up(void)
{
    arena = ps_arena_new();
    strcpy(folder, "/tmp/vectors-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    scene = scene_new(3, 1);
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(folder, &error));
    scene_free(scene);
    ps_arena_free(arena);
}

static const char *put(const char *name, const void *data, size_t size)
{
    PsError error;
    const char *path = ps_path_join(arena, folder, name);
    ck_assert(ps_file_write(path, data, size, &error));
    return path;
}

static const char *put_text(const char *name, const char *text)
{
    return put(name, text, strlen(text));
}

/* An .npy of version `major` with this dictionary and these data. */
static PsBuf npy(int major, const char *dictionary, const void *data, size_t size)
{
    PsBuf out = PS_BUF;
    size_t start = major == 1 ? 10 : 12, length = strlen(dictionary) + 1;
    while ((start + length) % 64 != 0) length++;
    ps_buf_bytes(&out, "\x93NUMPY", 6);
    ps_buf_char(&out, (char)major);
    ps_buf_char(&out, 0);
    for (size_t i = 0; i < start - 8; i++) ps_buf_char(&out, (char)(length >> (8 * i) & 255));
    ps_buf_text(&out, dictionary);
    for (size_t i = strlen(dictionary); i + 1 < length; i++) ps_buf_char(&out, ' ');
    ps_buf_char(&out, '\n');
    ps_buf_bytes(&out, data, size);
    return out;
}

static const char *put_npy(const char *name, int major, const char *dictionary, const void *data,
                           size_t size)
{
    PsBuf bytes = npy(major, dictionary, data, size);
    const char *path = put(name, bytes.data, bytes.length);
    ps_buf_free(&bytes);
    return path;
}

static PsVectors *read_fine(const char *path, const char *names)
{
    PsError error = {0};
    char text[1024];
    PsVectors *vectors = ps_vectors_read(&scene->dataset, path, names, &error);
    ps_error_text(&error, text, sizeof text);
    ck_assert_msg(vectors != NULL, "%s", text);
    return vectors;
}

static int issue_count(const PsVectors *vectors, const char *code)
{
    for (int i = 0; i < vectors->issue_count; i++) {
        if (strcmp(vectors->issues[i].code, code) == 0) return vectors->issues[i].count;
    }
    return 0;
}

/* numpy.save of float32 arange(6), 2 x 3: 152 bytes, as numpy wrote them. */
START_TEST(worked_npy)
{
    static const unsigned char data[24] = {0, 0, 0,    0,    0, 0, 0x80, 0x3f, 0, 0, 0,    0x40,
                                           0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40, 0, 0, 0xa0, 0x40};
    PsBuf bytes = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", data, 24);
    PsMatrix matrix = {.file = "a.npy"};
    PsError error;
    ck_assert_uint_eq(bytes.length, 152);
    ck_assert_mem_eq(bytes.data, "\x93NUMPY\x01\x00\x76\x00", 10);
    ck_assert(ps_matrix_npy(bytes.data, bytes.length, &matrix, &error));
    ck_assert_int_eq(matrix.rows, 2);
    ck_assert_int_eq(matrix.dims, 3);
    for (int i = 0; i < 6; i++) ck_assert_float_eq(matrix.values[i], (float)i);
    free(matrix.values);
    ps_buf_free(&bytes);
}
END_TEST

/* One number as numpy stores it. */
static const struct {
    const char *type;
    int size;
    unsigned char bytes[8];
    double value;
} types[] = {
    {"<f2", 2, {0x00, 0x3e}, 1.5},
    {"<f2", 2, {0x01, 0x00}, 0x1p-24},
    {"<f2", 2, {0x00, 0xfc}, -INFINITY},
    {">f2", 2, {0xc0, 0x00}, -2},
    {"<f4", 4, {0x00, 0x00, 0xc0, 0x3f}, 1.5},
    {">f4", 4, {0x3f, 0xc0, 0x00, 0x00}, 1.5},
    {"<f8", 8, {0, 0, 0, 0, 0, 0, 0xf8, 0x3f}, 1.5},
    {">f8", 8, {0xbf, 0xf8, 0, 0, 0, 0, 0, 0}, -1.5},
    {"<f8", 8, {0, 0, 0, 0, 0, 0, 0xf0, 0x7e}, INFINITY}, /* beyond a float */
    {"|u1", 1, {0xff}, 255},
    {"|i1", 1, {0xff}, -1},
    {"<i2", 2, {0x00, 0x80}, -32768},
    {">u2", 2, {0x01, 0x02}, 258},
    {"<i4", 4, {0xfe, 0xff, 0xff, 0xff}, -2},
    {"<u4", 4, {0xff, 0xff, 0xff, 0xff}, 4294967296.0}, /* rounded to a float */
    {"<i8", 8, {0, 0, 0, 0, 0, 0, 0, 0x80}, -9223372036854775808.0},
    {">i8", 8, {0, 0, 0, 0, 0, 0, 0, 7}, 7},
};

START_TEST(number_types)
{
    char dictionary[100];
    snprintf(dictionary, sizeof dictionary,
             "{'descr': '%s', 'fortran_order': False, 'shape': (1, 1), }", types[_i].type);
    PsBuf bytes = npy(_i % 3 + 1, dictionary, types[_i].bytes, (size_t)types[_i].size);
    PsMatrix matrix = {.file = "a.npy"};
    PsError error;
    ck_assert_msg(ps_matrix_npy(bytes.data, bytes.length, &matrix, &error), "%s", types[_i].type);
    ck_assert_msg((double)matrix.values[0] == types[_i].value, "%s: %g, not %g", types[_i].type,
                  (double)matrix.values[0], types[_i].value);
    free(matrix.values);
    ps_buf_free(&bytes);
}
END_TEST

/* Columns one after the other: 0 3, 1 4, 2 5. */
START_TEST(fortran_order)
{
    static const unsigned char data[6] = {0, 3, 1, 4, 2, 5};
    PsBuf bytes = npy(1, "{'shape': (2, 3), 'descr': '|u1', 'fortran_order': True}", data, 6);
    PsMatrix matrix = {.file = "a.npy"};
    PsError error;
    ck_assert(ps_matrix_npy(bytes.data, bytes.length, &matrix, &error));
    for (int i = 0; i < 6; i++) ck_assert_float_eq(matrix.values[i], (float)i);
    free(matrix.values);
    ps_buf_free(&bytes);
}
END_TEST

static const char *const bad_headers[] = {
    "",
    "{}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), 'more': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 0)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2000001, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 16385)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000, 16384)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}",
    "{'descr': '<f3', 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': '<U4', 'fortran_order': False, 'shape': (1, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)} x",
};

START_TEST(refused_npy)
{
    PsBuf bytes = npy(1, bad_headers[_i], "\0\0\0\0", 4);
    PsMatrix matrix = {.file = "a.npy"};
    PsError error = {0};
    ck_assert_msg(!ps_matrix_npy(bytes.data, bytes.length, &matrix, &error), "%s", bad_headers[_i]);
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert_ptr_null(matrix.values);
    ps_buf_free(&bytes);
}
END_TEST

/* Every cut of a file is refused. */
START_TEST(cut_npy)
{
    PsBuf whole = npy(2, "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }",
                      "\0\0\0\0\0\0\0\0", 8);
    for (size_t size = 0; size < whole.length; size++) {
        PsMatrix matrix = {.file = "a.npy"};
        PsError error;
        char *part = ps_alloc(size + 1); /* of its own, so that a read beyond it is seen */
        memcpy(part, whole.data, size);
        part[size] = '\0';
        ck_assert(!ps_matrix_npy(part, size, &matrix, &error));
        free(part);
    }
    ps_buf_free(&whole);
}
END_TEST

/* ---- names and images ---- */

static const float three[] = {0, 1, 2, 3, 4, 5};
static const char three_by_two[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";

START_TEST(sorted_order_is_assumed)
{
    PsVectors *vectors = read_fine(put_npy("a.npy", 1, three_by_two, three, sizeof three), NULL);
    ck_assert_int_eq(vectors->count, 3);
    ck_assert_int_eq(vectors->dims, 2);
    ck_assert_int_eq(issue_count(vectors, "vector-order-assumed"), 1);
    ck_assert_str_eq(vectors->input.format, "npy");
    ck_assert_int_eq((int)strlen(vectors->input.sha256), 64);
    ck_assert_float_eq(vectors->values[5], 5);
    ps_vectors_free(vectors);
}
END_TEST

/* By whole name, by stem, in a folder; rows come in the order of the images. */
START_TEST(names_of_their_own_file)
{
    const char *path = put_npy("a.npy", 1, three_by_two, three, sizeof three);
    PsVectors *vectors = read_fine(path, put_text("n.txt", "deep\\3.jpg\r\n1\nx/y/2.png\n"));
    ck_assert_int_eq(vectors->count, 3);
    ck_assert_int_eq(vectors->issue_count, 0);
    for (int r = 0; r < 3; r++) ck_assert_int_eq(vectors->image_of_row[r], r);
    ck_assert_float_eq(vectors->values[0], 2);
    ck_assert_float_eq(vectors->values[2], 4);
    ck_assert_float_eq(vectors->values[4], 0);
    ps_vectors_free(vectors);
}
END_TEST

/* Unknown, repeated, not finite, all zero; the images that are left without one are counted. */
START_TEST(rows_of_no_use)
{
    const char *csv =
        "file_name,0,1\n1.jpg,1,2\n1.jpg,3,4\nghost.jpg,1,1\n2.jpg,nan,1\n3.jpg,0,0\n";
    PsVectors *vectors = read_fine(put_text("v.csv", csv), NULL);
    ck_assert_int_eq(vectors->count, 1);
    ck_assert_int_eq(vectors->image_of_row[0], 0);
    ck_assert_int_eq(issue_count(vectors, "vector-repeated"), 1);
    ck_assert_int_eq(issue_count(vectors, "vector-unknown-image"), 1);
    ck_assert_int_eq(issue_count(vectors, "vector-not-finite"), 1);
    ck_assert_int_eq(issue_count(vectors, "vector-zero"), 1);
    ck_assert_int_eq(issue_count(vectors, "vector-missing"), 2);
    ps_vectors_free(vectors);
}
END_TEST

START_TEST(near_unit_rows_are_scaled)
{
    PsVectors *vectors = read_fine(put_text("v.csv", "1,0.6,0.801\n2,0,0.999\n3,-1,0\n"), NULL);
    ck_assert(!vectors->cosine); /* these are three numbers a row, and no names */
    ps_vectors_free(vectors);
    vectors = read_fine(put_text("v.csv", "1.jpg,0.6,0.801\n2.jpg,0,0.999\n3.jpg,-1,0\n"), NULL);
    ck_assert(vectors->cosine);
    ck_assert_float_eq_tol(vectors->values[3], 1, 1e-6F);
    ps_vectors_free(vectors);
}
END_TEST

/* ---- text ---- */

/* The same three vectors in every way. */
static const char *const texts[] = {
    "file_name,a,b\n1.jpg,0,1\n2.jpg,2,3\n3.jpg,4,5\n",
    "\xEF\xBB\xBF"
    "a\tb\timage\r\n0\t1\t1.jpg\r\n2\t3\t2.jpg\r\n4\t5\t3.jpg\r\n",
    "1.jpg,0,1\n2.jpg,2,3\n\n3.jpg,4,5",
    ",0,1\n\"1.jpg\",0,1\n\"2.jpg\",2,3\n\"3.jpg\",4,5\n",
    "name;x;y\n1.jpg;0;1\n2.jpg;2;3\n3.jpg;4;5\n",
    "0,1\n2,3\n4,5\n",
    "x,y\n0,1\n2,3\n4,5\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [0, 1]}\n{\"embedding\": [2, 3], \"file_name\": "
    "\"2.jpg\"}\n\n {\"id\": 7, \"file_name\": \"3.jpg\", \"embedding\": [4, 5.0e0]} \r\n",
};

START_TEST(texts_agree)
{
    PsVectors *vectors = read_fine(put_text("v", texts[_i]), NULL);
    ck_assert_int_eq(vectors->count, 3);
    ck_assert_int_eq(vectors->dims, 2);
    ck_assert_int_eq(vectors->issue_count, strstr(texts[_i], "1.jpg") ? 0 : 1);
    for (int i = 0; i < 6; i++) ck_assert_float_eq(vectors->values[i], (float)i);
    ps_vectors_free(vectors);
}
END_TEST

static const char *const bad_texts[] = {
    "",
    "file_name,a\n",
    "1.jpg,1,2\n2.jpg,1\n",
    "1.jpg,1\n2.jpg,x\n",
    "1,2\n3,4\n",
    "ghost.jpg,1,2\n",
    "{\"file_name\": \"1.jpg\"}\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [1, \"2\"]}\n",
    "{\"file_name\": \"1.jpg\", \"a\": [1], \"b\": [2]}\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [1]}\n{\"embedding\": [1]}\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [1]}\n{\"file_name\": \"2.jpg\", \"embedding\": [1, "
    "2]}\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [1]} more\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": [1]\n",
    "{\"file_name\": \"1.jpg\", \"embedding\": []}\n",
    "PAR1 and so on",
    "1.jpg,1\n\"2.jpg,2\n3.jpg,3\n",
    "1.jpg,1\n\"2.jpg\"x,2\n",
};

START_TEST(refused_texts)
{
    PsError error = {0};
    const char *path = put_text("v", bad_texts[_i]);
    ck_assert_ptr_null(ps_vectors_read(&scene->dataset, path, NULL, &error));
    ck_assert_int_eq(error.code, PS_ERROR_INPUT);
    ck_assert_str_eq(error.file, path);
}
END_TEST

/* ---- .npz ---- */

typedef struct Archive {
    PsBuf out, directory;
    int count;
} Archive;

static void put_number(PsBuf *out, uint64_t number, int size)
{
    for (int i = 0; i < size; i++) ps_buf_char(out, (char)(number >> (8 * i) & 255));
}

static PsBuf deflated(const PsBuf *content)
{
    PsBuf out = PS_BUF;
    ps_buf_reserve(&out, content->length + 1000);
    z_stream stream = {.next_in = (Bytef *)content->data, .avail_in = (uInt)content->length};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_out = (Bytef *)out.data;
    stream.avail_out = (uInt)content->length + 1000;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.length = stream.total_out;
    deflateEnd(&stream);
    return out;
}

/* As numpy writes it: sizes stand in the zip64 field of the directory too. */
static void add_member(Archive *archive, const char *name, PsBuf content, bool pack, uint32_t claim)
{
    PsBuf packed = pack ? deflated(&content) : content;
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (Bytef *)content.data, (uInt)content.length);
    uint64_t at = archive->out.length, full = claim ? claim : content.length;
    ps_buf_bytes(&archive->out, "PK\3\4\x2d\0\0\0", 8);
    put_number(&archive->out, pack ? 8 : 0, 2);
    put_number(&archive->out, 0, 4);
    put_number(&archive->out, crc, 4);
    put_number(&archive->out, UINT64_MAX, 8);
    put_number(&archive->out, strlen(name), 2);
    put_number(&archive->out, 20, 2);
    ps_buf_text(&archive->out, name);
    put_number(&archive->out, 1 | 16 << 16, 4);
    put_number(&archive->out, full, 8);
    put_number(&archive->out, packed.length, 8);
    ps_buf_bytes(&archive->out, packed.data, packed.length);
    ps_buf_bytes(&archive->directory, "PK\1\2\x2d\3\x2d\0\0\0", 10);
    put_number(&archive->directory, pack ? 8 : 0, 2);
    put_number(&archive->directory, 0, 4);
    put_number(&archive->directory, crc, 4);
    put_number(&archive->directory, packed.length, 4);
    put_number(&archive->directory, archive->count % 2 ? UINT32_MAX : full, 4);
    put_number(&archive->directory, strlen(name), 2);
    put_number(&archive->directory, archive->count % 2 ? 12 : 0, 2);
    put_number(&archive->directory, 0, 6);
    put_number(&archive->directory, 0, 4);
    put_number(&archive->directory, at, 4);
    ps_buf_text(&archive->directory, name);
    if (archive->count++ % 2) {
        put_number(&archive->directory, 1 | 8 << 16, 4);
        put_number(&archive->directory, full, 8);
    }
    if (pack) ps_buf_free(&packed);
    ps_buf_free(&content);
}

static PsBuf finish(Archive *archive)
{
    uint64_t at = archive->out.length;
    ps_buf_bytes(&archive->out, archive->directory.data, archive->directory.length);
    ps_buf_bytes(&archive->out, "PK\5\6\0\0\0\0", 8);
    put_number(&archive->out, (uint64_t)archive->count, 2);
    put_number(&archive->out, (uint64_t)archive->count, 2);
    put_number(&archive->out, archive->directory.length, 4);
    put_number(&archive->out, at, 4);
    put_number(&archive->out, 0, 2);
    ps_buf_free(&archive->directory);
    return archive->out;
}

/* Vectors and their names, UCS-4 or bytes; `pack`: deflated. */
static PsBuf sample_npz(bool pack, bool wide)
{
    static const uint32_t ucs4[] = {'3', '.', 'j', 'p', 'g', 0,   '1', 0,   0,
                                    0,   0,   0,   '2', '.', 'j', 'p', 'g', 0};
    static const char bytes[] = "3.jpg\0"
                                "1\0\0\0\0\0"
                                "2.jpg";
    Archive archive = {PS_BUF, PS_BUF, 0};
    add_member(&archive, "readme.txt", (PsBuf)PS_BUF, false, 0);
    add_member(&archive, "arr_0.npy", npy(1, three_by_two, three, sizeof three), pack, 0);
    PsBuf names =
        wide
            ? npy(1, "{'descr': '<U6', 'fortran_order': False, 'shape': (3,), }", ucs4, sizeof ucs4)
            : npy(1, "{'descr': '|S6', 'fortran_order': False, 'shape': (3,), }", bytes, 18);
    add_member(&archive, "names.npy", names, pack, 0);
    return finish(&archive);
}

START_TEST(npz)
{
    PsBuf bytes = sample_npz(_i & 1, _i & 2);
    PsVectors *vectors = read_fine(put("v.npz", bytes.data, bytes.length), NULL);
    ck_assert_str_eq(vectors->input.format, "npz");
    ck_assert_int_eq(vectors->count, 3);
    ck_assert_int_eq(vectors->issue_count, 0);
    ck_assert_float_eq(vectors->values[0], 2);
    ck_assert_float_eq(vectors->values[5], 1);
    ps_vectors_free(vectors);
    ps_buf_free(&bytes);
}
END_TEST

/* Every cut and every changed byte ends well, one way or the other; no cut is accepted. */
START_TEST(damaged_npz)
{
    PsBuf bytes = sample_npz(true, true);
    for (size_t i = 0; i < bytes.length; i++) {
        char *part = ps_alloc(bytes.length + 1);
        PsError error;
        PsMatrix matrix = {.file = "v.npz", .arena = ps_arena_new()};
        memcpy(part, bytes.data, bytes.length);
        ck_assert(!ps_matrix_npz(part, i, &matrix, &error));
        free(matrix.values);
        matrix.values = NULL;
        part[i] = (char)~part[i];
        ps_matrix_npz(part, bytes.length, &matrix, &error);
        free(matrix.values);
        ps_arena_free(matrix.arena);
        free(part);
    }
    ps_buf_free(&bytes);
}
END_TEST

/* One table of a usual name goes before others; two of them, or none and two others, are refused.
 */
static const struct {
    const char *members[3], *place; /* NULL: accepted */
} choices[] = {
    {{"a.npy", "embeddings.npy", "b.npy"}, NULL},
    {{"a.npy"}, NULL},
    {{"vectors.npy", "a.npy", "embeddings.npy"}, "vectors.npy"},
    {{"a.npy", "b.npy"}, "members"},
};

START_TEST(npz_choice)
{
    Archive archive = {PS_BUF, PS_BUF, 0};
    PsError error = {0};
    PsMatrix matrix = {.file = "v.npz", .arena = ps_arena_new()};
    for (int i = 0; i < 3 && choices[_i].members[i]; i++) {
        add_member(&archive, choices[_i].members[i], npy(1, three_by_two, three, sizeof three),
                   false, 0);
    }
    PsBuf bytes = finish(&archive);
    bool fine = ps_matrix_npz(bytes.data, bytes.length, &matrix, &error);
    ck_assert_int_eq(fine, choices[_i].place == NULL);
    if (!fine) ck_assert_str_eq(error.place, choices[_i].place);
    free(matrix.values);
    ps_arena_free(matrix.arena);
    ps_buf_free(&bytes);
}
END_TEST

/* The archive is the file; the member and its header are the place. */
START_TEST(npz_blames_the_member)
{
    Archive archive = {PS_BUF, PS_BUF, 0};
    PsError error = {0};
    PsMatrix matrix = {.file = "v.npz", .arena = ps_arena_new()};
    PsBuf broken = PS_BUF;
    ps_buf_text(&broken, "no numpy at all");
    add_member(&archive, "a.npy", broken, false, 0);
    PsBuf bytes = finish(&archive);
    ck_assert(!ps_matrix_npz(bytes.data, bytes.length, &matrix, &error));
    ck_assert_str_eq(error.file, "v.npz");
    ck_assert_int_eq(strncmp(error.place, "a.npy", 5), 0);
    ps_arena_free(matrix.arena);
    ps_buf_free(&bytes);
}
END_TEST

/* Which of the two is at fault: the numbers, or the names. */
static const char *const useless[][2] = {
    {"1.jpg,nan\n2.jpg,0\n", "the names fit 2 images, but all their vectors are NaN"},
    {"1.jpg,1e308\n", "the names fit 1 images"},
    {"x.jpg,1\ny.jpg,2\n", "none of the 2 rows names an image, the first is 'x.jpg'"},
    {"1.jpg\n2.jpg\n", "no numbers"},
};

START_TEST(no_vector_of_use)
{
    PsError error = {0};
    ck_assert_ptr_null(
        ps_vectors_read(&scene->dataset, put_text("v.csv", useless[_i][0]), NULL, &error));
    ck_assert_msg(strncmp(error.found, useless[_i][1], strlen(useless[_i][1])) == 0, "%s",
                  error.found);
}
END_TEST

/* A few bytes that claim gigabytes. */
START_TEST(npz_claims)
{
    Archive archive = {PS_BUF, PS_BUF, 0};
    PsError error = {0};
    PsMatrix matrix = {.file = "v.npz", .arena = ps_arena_new()};
    add_member(&archive, "a.npy", npy(1, three_by_two, three, sizeof three), true, 4000000000U);
    PsBuf bytes = finish(&archive);
    ck_assert(!ps_matrix_npz(bytes.data, bytes.length, &matrix, &error));
    ck_assert_ptr_nonnull(strstr(error.found, "claims more"));
    ps_arena_free(matrix.arena);
    ps_buf_free(&bytes);
}
END_TEST

/* ---- columns ---- */

START_TEST(columns)
{
    PsError error;
    const char *path =
        put_text("s.csv", "image_id,file_name,light,shots,light2\n5,1.jpg,day,3,\n6,2,night,4.5,\n"
                          "7,9.jpg,day,1,\n8,3.jpg,,,\n9,3.jpg,day,,\n");
    PsColumns *read = ps_columns_read(&scene->dataset, path, &error);
    ck_assert_ptr_nonnull(read);
    ck_assert_int_eq(read->count, 3);
    ck_assert_str_eq(read->items[0].name, "light");
    ck_assert_str_eq(read->items[0].words[1], "night");
    ck_assert_ptr_null(read->items[0].words[2]);
    ck_assert_str_eq(read->items[1].name, "shots");
    ck_assert_double_eq(read->items[1].values[1], 4.5);
    ck_assert(isnan(read->items[1].values[2]));
    ck_assert_int_eq(read->issue_count, 2); /* 9.jpg is unknown, 3.jpg comes twice */
    ps_columns_free(read);
    ck_assert_ptr_null(ps_columns_read(&scene->dataset, put_text("e.csv", "a,b\nx,1\n"), &error));
}
END_TEST

/* Line 2 has too few fields, line 3 too many; an empty one at the end is none. */
START_TEST(columns_of_odd_rows)
{
    PsError error;
    const char *path = put_text("s.csv", "file_name,light,shots\n1.jpg,day\n2.jpg,night,4,5\n"
                                         "3.jpg,day,7,\n");
    PsColumns *read = ps_columns_read(&scene->dataset, path, &error);
    ck_assert_ptr_nonnull(read);
    ck_assert_str_eq(read->items[0].words[0], "day");
    ck_assert(isnan(read->items[1].values[0]));
    ck_assert_double_eq(read->items[1].values[1], 4);
    ck_assert_double_eq(read->items[1].values[2], 7);
    ck_assert_int_eq(read->issue_count, 1);
    ck_assert_str_eq(read->issues->code, "slice-row-length");
    ck_assert_int_eq(read->issues->count, 2);
    ck_assert_str_eq(read->issues->place, "line 2, 1.jpg");
    ps_columns_free(read);
}
END_TEST

/* Columns c0 to c298 and the name as the last of 300. */
START_TEST(columns_beyond_what_is_kept)
{
    PsError error;
    PsBuf text = PS_BUF;
    for (int c = 0; c < 299; c++) ps_buf_printf(&text, "c%d,", c);
    ps_buf_text(&text, "file_name\n");
    for (int c = 0; c < 299; c++) ps_buf_printf(&text, "%d,", c);
    ps_buf_text(&text, "2.jpg\n");
    PsColumns *read = ps_columns_read(&scene->dataset, put_text("s.csv", text.data), &error);
    ck_assert_ptr_nonnull(read);
    ck_assert_int_eq(read->count, 200);
    ck_assert_double_eq(read->items[199].values[1], 199);
    ck_assert_int_eq(read->issue_count, 1);
    ck_assert_str_eq(read->issues->code, "slice-columns-left-out");
    ck_assert_str_eq(read->issues->place, "300 columns");
    ps_columns_free(read);
    ps_buf_free(&text);
}
END_TEST

START_TEST(columns_of_broken_grammar)
{
    static const char *const faults[][2] = {
        {"file_name,a\n1.jpg,\"x\n2.jpg,y\n", "a quote is not closed"},
        {"file_name,a\n1.jpg,\"x\"y\n", "text behind a closing quote"},
        {"file_name,a\n1.jpg,caf\xE9\n", "a byte that is no UTF-8"}};
    PsError error;
    const char *path = put_text("s.csv", faults[_i][0]);
    ck_assert_ptr_null(ps_columns_read(&scene->dataset, path, &error));
    ck_assert_str_eq(error.found, faults[_i][1]);
    ck_assert_str_eq(error.file, path);
    ck_assert_ptr_nonnull(strstr(error.place, "line 2"));
}
END_TEST

Suite *vectors_suite(void)
{
    Suite *suite = suite_create("vectors");
    TCase *tests = tcase_create("files");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, worked_npy);
    tcase_add_loop_test(tests, number_types, 0, COUNT_OF(types));
    tcase_add_test(tests, fortran_order);
    tcase_add_loop_test(tests, refused_npy, 0, COUNT_OF(bad_headers));
    tcase_add_test(tests, cut_npy);
    tcase_add_loop_test(tests, texts_agree, 0, COUNT_OF(texts));
    tcase_add_loop_test(tests, refused_texts, 0, COUNT_OF(bad_texts));
    tcase_add_loop_test(tests, npz, 0, 4);
    tcase_add_test(tests, damaged_npz);
    tcase_add_test(tests, npz_claims);
    tcase_add_loop_test(tests, npz_choice, 0, COUNT_OF(choices));
    tcase_add_test(tests, npz_blames_the_member);
    tcase_add_loop_test(tests, no_vector_of_use, 0, COUNT_OF(useless));
    suite_add_tcase(suite, tests);
    TCase *names = tcase_create("names");
    tcase_add_checked_fixture(names, set_up, tear_down);
    tcase_add_test(names, sorted_order_is_assumed);
    tcase_add_test(names, names_of_their_own_file);
    tcase_add_test(names, rows_of_no_use);
    tcase_add_test(names, near_unit_rows_are_scaled);
    tcase_add_test(names, columns);
    tcase_add_test(names, columns_of_odd_rows);
    tcase_add_test(names, columns_beyond_what_is_kept);
    tcase_add_loop_test(names, columns_of_broken_grammar, 0, 3);
    suite_add_tcase(suite, names);
    return suite;
}
