# Ann's script: bills have a folder of their own.
require ["envelope", "fileinto"];

if envelope :matches "to" "ann+bills@*" {
    fileinto "Bills";
}
