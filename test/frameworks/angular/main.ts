// Compiles at run time what the Angular CLI would compile during the build.
import '@angular/compiler';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';
import { Checked } from './checked';

bootstrapApplication(App);
bootstrapApplication(Checked);
