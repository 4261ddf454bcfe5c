/* Two entries of the document's catalog that libharu's public interface cannot set: the language,
 * for those who listen to the text, and that viewers show the title instead of the file's name.
 * libharu's inner header names the same types as its public one, so this file includes it alone. */
#include <hpdf_doc.h>

void pdf_catalog_finish(void *document);

void pdf_catalog_finish(void *document)
{
    HPDF_Doc doc = (HPDF_Doc)document;
    HPDF_Dict viewer = HPDF_Dict_New(doc->mmgr);
    HPDF_Dict_Add(doc->catalog, "Lang", HPDF_String_New(doc->mmgr, "en", NULL));
    if (viewer && HPDF_Dict_Add(doc->catalog, "ViewerPreferences", viewer) == HPDF_OK) {
        HPDF_Dict_AddBoolean(viewer, "DisplayDocTitle", HPDF_TRUE);
    }
}
