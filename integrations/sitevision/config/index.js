/* The editor's panel needs nothing from the server. ES5, as `../index.js`. */
(function () {
  'use strict';

  require('router').get('/', function (_request, response) {
    response.render({});
  });
})();
