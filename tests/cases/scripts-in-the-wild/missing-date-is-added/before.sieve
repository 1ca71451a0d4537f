require ["date", "editheader", "variables"];
if not exists "Date" {
  if date :matches "received" "std11" "*" {
    addheader :last "Date" "${1}";
  }
}
