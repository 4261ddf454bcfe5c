/* Host program of the build: turns files into const arrays of C, so that the program carries its
 * templates, styles and scripts with it. One table, sorted by name, is all that the rest sees.
 *
 *     embed NAME=FILE ... > embedded.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Entry {
    const char *name, *path;
    size_t size;
} Entry;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const Entry *)a)->name, ((const Entry *)b)->name);
}

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s: %s\n", which, what);
    exit(1);
}

/* The array ends with a zero byte that `size` does not count, so texts can be used as strings. */
static size_t write_array(FILE *in, int index)
{
    size_t size = 0;
    printf("static const unsigned char file_%d[] = {", index);
    for (int c = getc(in); c != EOF; c = getc(in), size++) {
        printf(size % 20 == 0 ? "\n%d," : "%d,", c);
    }
    printf("\n0};\n\n");
    return size;
}

static void write_files(Entry *entries, int count)
{
    for (int i = 0; i < count; i++) {
        FILE *in = fopen(entries[i].path, "rb");
        if (!in) fail("cannot be read", entries[i].path);
        entries[i].size = write_array(in, i);
        if (ferror(in)) fail("cannot be read", entries[i].path);
        fclose(in);
    }
}

static void write_table(const Entry *entries, int count)
{
    printf("static const Embedded table[] = {\n");
    for (int i = 0; i < count; i++) {
        printf("    {\"%s\", file_%d, %zu},\n", entries[i].name, i, entries[i].size);
    }
    printf("};\n\n"
           "const Embedded *embedded_find(const char *name)\n"
           "{\n"
           "    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {\n"
           "        if (strcmp(table[i].name, name) == 0) return &table[i];\n"
           "    }\n"
           "    return NULL;\n"
           "}\n\n"
           "const Embedded *embedded_at(size_t index)\n"
           "{\n"
           "    return index < sizeof table / sizeof *table ? &table[index] : NULL;\n"
           "}\n");
}

int main(int argc, char **argv)
{
    int count = argc - 1;
    if (count < 1) fail("NAME=FILE ... is wanted", "arguments");
    Entry *entries = calloc((size_t)count, sizeof *entries);
    if (!entries) fail("out of memory", "arguments");
    for (int i = 0; i < count; i++) {
        char *sign = strchr(argv[i + 1], '=');
        if (!sign) fail("NAME=FILE is wanted", argv[i + 1]);
        *sign = '\0';
        entries[i] = (Entry){.name = argv[i + 1], .path = sign + 1};
    }
    qsort(entries, (size_t)count, sizeof *entries, by_name);
    printf("/* Made by gen/embed. */\n#include \"render/embedded.h\"\n\n#include <string.h>\n\n");
    write_files(entries, count);
    write_table(entries, count);
    free(entries);
    if (fflush(stdout) != 0 || ferror(stdout)) fail("cannot be written", "standard output");
    return 0;
}
