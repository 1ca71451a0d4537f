require "include"; include "a"; discard;
