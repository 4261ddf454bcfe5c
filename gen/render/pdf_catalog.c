/* What libharu's public interface cannot set: the language, for those who listen to the text; that
 * viewers show the title instead of the file's name; and what the codes of a font mean. libharu's
 * inner header names the same types as its public one, so this file includes it alone. */
#include "base/buf.h"

#include <hpdf_doc.h>
#include <stdint.h>

void pdf_catalog_finish(void *document);
void pdf_catalog_unicode(void *font, const uint32_t *high, size_t count);

void pdf_catalog_finish(void *document)
{
    HPDF_Doc doc = (HPDF_Doc)document;
    HPDF_Dict viewer = HPDF_Dict_New(doc->mmgr);
    HPDF_Dict_Add(doc->catalog, "Lang", HPDF_String_New(doc->mmgr, "en", NULL));
    if (viewer && HPDF_Dict_Add(doc->catalog, "ViewerPreferences", viewer) == HPDF_OK) {
        HPDF_Dict_AddBoolean(viewer, "DisplayDocTitle", HPDF_TRUE);
    }
}

/* ---- codes to characters ---- */

static const char HEAD[] = "/CIDInit /ProcSet findresource begin\n"
                           "12 dict begin\n"
                           "begincmap\n"
                           "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> "
                           "def\n"
                           "/CMapName /Adobe-Identity-UCS def\n"
                           "/CMapType 2 def\n"
                           "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
static const char TAIL[] = "endcmap\n"
                           "CMapName currentdict /CMap defineresource pop\n"
                           "end\nend\n";

enum { BLOCK_MOST = 100 }; /* entries between begin and end, by the standard */

/* A code is its character. A range may not leave its first byte; surrogates are no characters. */
static void put_ranges(PsBuf *cmap)
{
    enum { ROWS = 256 - 8 };
    for (unsigned i = 0; i < ROWS; i++) {
        unsigned left = ROWS - i, row = i < 0xD8 ? i : i + 8;
        if (i % BLOCK_MOST == 0) {
            ps_buf_printf(cmap, "%u beginbfrange\n", left < BLOCK_MOST ? left : BLOCK_MOST);
        }
        ps_buf_printf(cmap, "<%02X00> <%02XFF> <%02X00>\n", row, row, row);
        if (i % BLOCK_MOST == BLOCK_MOST - 1 || left == 1) ps_buf_text(cmap, "endbfrange\n");
    }
}

static void put_high(PsBuf *cmap, const uint32_t *high, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t left = count - i;
        uint32_t c = high[i] - 0x10000;
        if (i % BLOCK_MOST == 0) {
            ps_buf_printf(cmap, "%zu beginbfchar\n", left < BLOCK_MOST ? left : BLOCK_MOST);
        }
        ps_buf_printf(cmap, "<%04X> <%04X%04X>\n", 0xD800 + (unsigned)i, 0xD800 + (c >> 10),
                      0xDC00 + (c & 0x3FF));
        if (i % BLOCK_MOST == BLOCK_MOST - 1 || left == 1) ps_buf_text(cmap, "endbfchar\n");
    }
}

/* libharu's own table says "cidrange" where the standard wants "bfrange"; readers guess right, but
   complain of each font. */
void pdf_catalog_unicode(void *font, const uint32_t *high, size_t count)
{
    HPDF_Dict table = HPDF_Dict_GetItem((HPDF_Dict)font, "ToUnicode", HPDF_OCLASS_DICT);
    if (!table || !table->stream) return;
    PsBuf cmap = PS_BUF;
    ps_buf_text(&cmap, HEAD);
    put_ranges(&cmap);
    put_high(&cmap, high, count);
    ps_buf_text(&cmap, TAIL);
    HPDF_MemStream_FreeData(table->stream);
    HPDF_Stream_Write(table->stream, (const HPDF_BYTE *)cmap.data, (HPDF_UINT)cmap.length);
    table->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    ps_buf_free(&cmap);
}
