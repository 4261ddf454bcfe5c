/* The header of an .npy: a magic number, a version, a length, and a Python dictionary with exactly
   the keys descr, fortran_order and shape (numpy.lib.format). Nothing of it is executed. */
#include "explore/matrix.h"

#include <string.h>

typedef struct Cursor {
    const char *at, *end;
    const char *file;
    PsError *error;
} Cursor;

static bool refuse(const Cursor *in, const char *what)
{
    return ps_fail(in->error, PS_ERROR_INPUT, in->file, "header",
                   "a 2-dimensional array of numbers, as numpy.save writes it", "%s", what);
}

static void skip_spaces(Cursor *in)
{
    while (in->at < in->end && strchr(" \t\r\n", *in->at) && *in->at) in->at++;
}

static bool take(Cursor *in, const char *text)
{
    size_t length = strlen(text);
    skip_spaces(in);
    if ((size_t)(in->end - in->at) < length || memcmp(in->at, text, length) != 0) return false;
    in->at += length;
    return true;
}

/* A quoted text without escapes. */
static bool take_text(Cursor *in, char *text, size_t room)
{
    skip_spaces(in);
    if (in->at >= in->end || (*in->at != '\'' && *in->at != '"')) return false;
    char quote = *in->at++;
    size_t length = 0;
    while (in->at < in->end && *in->at != quote) {
        if (length + 1 >= room || *in->at == '\\') return false;
        text[length++] = *in->at++;
    }
    text[length] = '\0';
    return in->at++ < in->end;
}

static bool take_count(Cursor *in, uint64_t *count)
{
    skip_spaces(in);
    const char *start = in->at;
    *count = 0;
    while (in->at < in->end && *in->at >= '0' && *in->at <= '9') {
        uint64_t digit = (uint64_t)(*in->at - '0');
        if (*count > (UINT64_MAX - digit) / 10) return false;
        *count = *count * 10 + digit;
        in->at++;
    }
    return in->at > start;
}

static bool take_shape(Cursor *in, PsNpy *npy)
{
    uint64_t count;
    if (!take(in, "(")) return refuse(in, "the shape is not a tuple");
    while (!take(in, ")")) {
        if (!take_count(in, &count)) return refuse(in, "the shape is not made of whole numbers");
        if (npy->dimensions < 2) npy->shape[npy->dimensions] = count;
        npy->dimensions++;
        if (!take(in, ",") && !(in->at < in->end && *in->at == ')')) {
            return refuse(in, "the shape is not a tuple");
        }
    }
    return true;
}

/* "<f4", ">i2", "|u1", "<U12". */
static bool take_type(Cursor *in, PsNpy *npy)
{
    char text[32];
    Cursor size;
    uint64_t bytes;
    if (!take_text(in, text, sizeof text)) return refuse(in, "an array of records");
    if (strchr(text, 'O')) {
        return refuse(in, "an array of Python objects (pickle), which is never loaded");
    }
    size = (Cursor){text + 2, text + strlen(text), in->file, in->error};
    if (strlen(text) < 3 || !strchr("<>|=", text[0]) || !take_count(&size, &bytes) ||
        size.at != size.end || bytes < 1 || bytes > 65536) {
        return refuse(in, "an unknown type of items");
    }
    npy->big = text[0] == '>';
    npy->kind = text[1];
    npy->size = (int)bytes;
    return true;
}

static bool take_order(Cursor *in, PsNpy *npy)
{
    npy->fortran = take(in, "True");
    return npy->fortran || take(in, "False") || refuse(in, "fortran_order is not True or False");
}

/* The dictionary; each key once, in any order. */
static bool take_dictionary(Cursor *in, PsNpy *npy)
{
    char key[32];
    int seen = 0, bit;
    if (!take(in, "{")) return refuse(in, "the header is not a dictionary");
    while (!take(in, "}")) {
        if (!take_text(in, key, sizeof key) || !take(in, ":")) return refuse(in, "a broken header");
        if (strcmp(key, "descr") == 0) {
            bit = 1;
            if (!take_type(in, npy)) return false;
        } else if (strcmp(key, "fortran_order") == 0) {
            bit = 2;
            if (!take_order(in, npy)) return false;
        } else if (strcmp(key, "shape") == 0) {
            bit = 4;
            if (!take_shape(in, npy)) return false;
        } else {
            return refuse(in, "an unknown key");
        }
        if (seen & bit) return refuse(in, "a key comes twice");
        seen |= bit;
        take(in, ",");
    }
    return seen == 7 || refuse(in, "a key is missing");
}

bool ps_npy_header(const char *data, size_t size, const char *file, PsNpy *npy, PsError *error)
{
    const unsigned char *bytes = (const unsigned char *)data;
    Cursor in = {data, data, file, error};
    *npy = (PsNpy){0};
    if (size < 10 || memcmp(data, "\x93NUMPY", 6) != 0) {
        return refuse(&in, "not an .npy: it does not begin with its magic number");
    }
    size_t start = bytes[6] == 1 ? 10 : 12, length = bytes[8] | (size_t)bytes[9] << 8;
    if (bytes[6] < 1 || bytes[6] > 3) return refuse(&in, "an unknown version of .npy");
    if (size < start) return refuse(&in, "cut short");
    if (start == 12) length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
    if (size - start < length) return refuse(&in, "cut short");
    in.at = data + start;
    in.end = in.at + length;
    npy->at = start + length;
    if (!take_dictionary(&in, npy)) return false;
    skip_spaces(&in);
    return in.at == in.end || refuse(&in, "text behind the header");
}
