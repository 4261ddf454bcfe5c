/* All suites; each is made in the file of its name. */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

Suite *base_suite(void);
Suite *coco_suite(void);
Suite *image_suite(void);
Suite *eval_suite(void);
Suite *property_suite(void);
Suite *golden_suite(void);
Suite *format_suite(void);
Suite *options_suite(void);
Suite *report_suite(void);
Suite *export_suite(void);
Suite *pictures_suite(void);

#endif
