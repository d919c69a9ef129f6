// Package fill is the paper between a person and an application: it says which fields a question of filing.Form has on a page, with
// what the application holds in them, and brings what was written into them back into the application.
//
// Each question is one function over a [Sheet] that names its fields once, for both directions, so that what is shown is what is read:
// an application that is written into a page and read from it is the same application. A field that was not sent leaves the
// application as it is. What cannot be read is a [Problem] of its field and changes nothing.
//
// The texts of a field are filing.f.NAME and, if there is one, filing.f.NAME.help in internal/locale, where NAME is the field's
// without the numbers of rows.
package fill
