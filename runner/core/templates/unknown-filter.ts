import { didYouMeanText } from "../did-you-mean.ts";
import { FILTERS, TESTS } from "./filters.ts";
import { TemplateError } from "./template-error.ts";

export function unknownFilter(name: string, offset: number): TemplateError {
  const names = [...FILTERS.keys()];
  return new TemplateError(`There is no filter "${name}".${didYouMeanText(name, names)}`, {
    offset,
    next: `Filters are ${names.sort().join(", ")}.`,
  });
}

export function unknownTest(name: string, offset: number): TemplateError {
  const names = [...TESTS.keys()];
  return new TemplateError(`There is no test "${name}".${didYouMeanText(name, names)}`, {
    offset,
    next: `Tests are ${names.sort().join(", ")}.`,
  });
}
